"""How a document is secured: keys, identifiers, signers, cryptosuites, Data Integrity.

`add_proof` and `verify_proofs` of `data_integrity` are the way in; `SUITES` of
`cryptosuites` lists what is implemented.
"""
