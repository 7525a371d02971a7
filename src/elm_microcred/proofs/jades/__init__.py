"""JAdES, the electronic seals of European credentials: verified and made.

A seal is a JSON Web Signature by a certificate, with timestamps and validation data beside it.
`envelope` is the row for `verify` and `sign`; every other module holds one concept.

Spec: https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/
"""
