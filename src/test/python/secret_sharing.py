"""Known answers for the secret sharing of custody files, by an implementation of its own.

    python3 src/test/python/secret_sharing.py > src/test/resources/vectors/secret-sharing.json

Shamir's secret sharing, byte by byte over GF(2^8) with x^8 + x^4 + x^3 + x + 1: the secret is the
constant term, share i is the polynomial at i. Everything else is derived from the texts below.
"""

import hashlib
import json


def multiply(a, b):
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 0x100:
            a ^= 0x11B
        b >>= 1
    return product


def at(x, coefficients):
    result = 0
    for coefficient in reversed(coefficients):
        result = multiply(result, x) ^ coefficient
    return result


def digest(text):
    return hashlib.sha256(text.encode()).digest()


def case(threshold, indices):
    polynomials = [digest("secret")] + [digest("coefficient %d" % i) for i in range(1, threshold)]
    shares = []
    for x in indices:
        share = bytes(at(x, [p[k] for p in polynomials]) for k in range(32))
        commitment = hashlib.sha256(b"nova-kms:custody-commitment:v1" + bytes([x]) + share)
        shares.append({"index": x, "share": share.hex(), "commitment": commitment.hexdigest()})
    return {"threshold": threshold, "secret": polynomials[0].hex(), "shares": shares}


print(json.dumps([case(2, [1, 2, 3]), case(3, [1, 2, 3, 4, 5]), case(5, [1, 2, 64, 128, 254, 255])], indent=1))
