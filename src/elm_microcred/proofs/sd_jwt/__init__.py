"""SD-JWT: tokens whose holder decides which claims to show, and SD-JWT VC.

`disclosures` hides claims and puts them back, `key_binding` proves that the holder presents,
`token` splits and joins the parts, `credentials` is the securing mechanism, `types` knows the
types of credentials, `privacy` what can be hidden by default.

Spec: https://www.rfc-editor.org/rfc/rfc9901
"""
