/** Signature schemes of the IANA registry that we can name and nothing more. */

/** RFC 9963, RFC 8998, RFC 9367, RFC 8734, draft-wang-tls-raw-public-key-with-ibc, draft-reddy-tls-slhdsa … */
export const namedSchemes = (
  [
    [0x0704, 'eccsi_sha256'],
    [0x0705, 'iso_ibs1'],
    [0x0706, 'iso_ibs2'],
    [0x0707, 'iso_chinese_ibs'],
    [0x0708, 'sm2sig_sm3'],
    [0x0709, 'gostr34102012_256a'],
    [0x070a, 'gostr34102012_256b'],
    [0x070b, 'gostr34102012_256c'],
    [0x070c, 'gostr34102012_256d'],
    [0x070d, 'gostr34102012_512a'],
    [0x070e, 'gostr34102012_512b'],
    [0x070f, 'gostr34102012_512c'],
    [0x081a, 'ecdsa_brainpoolP256r1tls13_sha256'],
    [0x081b, 'ecdsa_brainpoolP384r1tls13_sha384'],
    [0x081c, 'ecdsa_brainpoolP512r1tls13_sha512'],
    [0x0911, 'slhdsa_sha2_128s'],
    [0x0912, 'slhdsa_sha2_128f'],
    [0x0913, 'slhdsa_sha2_192s'],
    [0x0914, 'slhdsa_sha2_192f'],
    [0x0915, 'slhdsa_sha2_256s'],
    [0x0916, 'slhdsa_sha2_256f'],
    [0x0917, 'slhdsa_shake_128s'],
    [0x0918, 'slhdsa_shake_128f'],
    [0x0919, 'slhdsa_shake_192s'],
    [0x091a, 'slhdsa_shake_192f'],
    [0x091b, 'slhdsa_shake_256s'],
    [0x091c, 'slhdsa_shake_256f'],
  ] as const
).map(([id, name]) => ({ id, name, negotiable: false }) as const);
