"""Home, navigation, help and demo pages, built from what the slices register."""
