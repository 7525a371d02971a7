"""JSON Web Signatures, and the credentials and presentations that they envelop.

`jws` reads, verifies and makes the signatures; `algorithms` has the fixed list of what is
accepted with which key; `key_source` finds the issuer's key; `credentials` and `claims` say what
a token must fulfil beside its signature.
"""
