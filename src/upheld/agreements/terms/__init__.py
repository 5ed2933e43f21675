"""The terms an agreement is made of, each a frozen value that names its clause."""
