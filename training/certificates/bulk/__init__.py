"""Many certificates of one layout: laid out once by WeasyPrint, then only the words of each person set anew.

A *mould* is a layout with everything in it but the name, the code, the address and the QR code. Each
certificate is the mould, byte for byte, followed by the few objects that differ. What the fonts in the
mould cannot set takes the careful path.
"""
