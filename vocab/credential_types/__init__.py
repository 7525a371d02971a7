"""Types of SD-JWT VC: data, read by `elm_microcred.proofs.sd_jwt.types`, never imported."""
