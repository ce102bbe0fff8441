"""Seals documents with the partnership's key, so that any reader shows when one has been changed.

The key and its certificate lie in one file outside the database. pyHanko is imported where a document is
sealed and nowhere else: an installation without a key never pays for it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.kernel import clock

FIELD = "Seal"
REASON = "Shows whether this certificate is as it was issued"
# A paper is held against its seal for as long as somebody works: longer than any certificate is valid.
VALID_FOR = timedelta(days=366 * 20)


@dataclass(frozen=True, slots=True)
class Seal:
    """The partnership's key, and the certificate that says whose it is."""

    content: bytes = field(repr=False)
    owner: str

    def put_on(self, pdf: bytes) -> bytes:
        """The document with the seal after its last byte; all that was there before stays as it is."""
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415  # 0.8 s
        from pyhanko.sign import fields, signers  # noqa: PLC0415

        # It is read out by whoever shows seals and is no part of the page: hidden, and outside of it.
        unseen = fields.InvisSigSettings(set_print_flag=False, set_hidden_flag=True, box_out_of_bounds=True)
        about = signers.PdfSignatureMetadata(
            field_name=FIELD,
            name=self.owner,
            reason=REASON,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        )
        place = fields.SigFieldSpec(FIELD, invis_sig_settings=unseen)
        signer = signers.PdfSigner(about, _signer(self.content), new_field_spec=place)
        sealed: bytes = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf))).getvalue()
        return sealed


@lru_cache(maxsize=2)
def seal_of(path: str) -> Seal:
    """The seal in this file. Raises `ValueError` when it holds no certificate."""
    content = Path(path).read_bytes()
    (name,) = x509.load_pem_x509_certificate(content).subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return Seal(content, str(name.value))


@lru_cache(maxsize=2)
def _signer(content: bytes) -> Any:  # noqa: ANN401  # pyHanko has no types
    from asn1crypto import keys  # noqa: PLC0415  # see above
    from asn1crypto import x509 as read_as  # noqa: PLC0415
    from pyhanko.sign import signers  # noqa: PLC0415
    from pyhanko_certvalidator import registry  # noqa: PLC0415

    der, plain = serialization.Encoding.DER, serialization.NoEncryption()
    key = serialization.load_pem_private_key(content, password=None)
    key_in_der = key.private_bytes(der, serialization.PrivateFormat.PKCS8, plain)
    certificate = x509.load_pem_x509_certificate(content)
    store: Any = registry.SimpleCertificateStore
    return signers.SimpleSigner(
        signing_cert=read_as.Certificate.load(certificate.public_bytes(der)),
        signing_key=keys.PrivateKeyInfo.load(key_in_der),
        cert_registry=store(),
    )


def new_seal(owner: str) -> bytes:
    """A new key on P-256 and a certificate that it has signed itself, as the file that `seal_of` reads."""
    key = ec.generate_private_key(ec.SECP256R1())
    # X.509 allows no more than 64 letters.
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, owner[:64])])
    now = clock.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_for_sealing(), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    return key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + certificate.public_bytes(pem)


def _for_sealing() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
