import { randomInt } from 'node:crypto';

/** Area codes of the United States. In each of them the numbers 555-0100 to 555-0199 are reserved for fiction. */
const areaCodes = [
  201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229, 231, 234,
  239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 276, 281, 301, 302, 303, 304, 305, 307, 308, 309,
  310, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321, 323, 325, 330, 334, 336, 337, 352, 360, 361, 386, 401, 402,
  404, 405, 406, 407, 408, 409, 410, 412, 413, 414, 415, 417, 419, 423, 425, 434, 435, 440, 443, 469, 478, 479, 480,
  501, 502, 503, 504, 505, 507, 508, 509, 510, 512, 513, 515, 516, 517, 518, 520, 530, 540, 541, 559, 561, 562, 563,
  570, 571, 573, 574, 575, 580, 585, 586, 601, 602, 603, 605, 606, 607, 608, 609, 610, 612, 614, 615, 616, 617, 618,
  619, 620, 623, 626, 630, 631, 636, 641, 646, 650, 651, 660, 661, 662, 678, 682, 701, 702, 703, 704, 706, 707, 708,
  712, 713, 714, 715, 716, 717, 718, 719, 720, 724, 727, 732, 734, 740, 754, 757, 760, 763, 765, 770, 772, 773, 774,
  775, 781, 785, 786, 801, 802, 803, 804, 805, 806, 808, 810, 812, 813, 814, 815, 816, 817, 818, 828, 830, 831, 832,
  843, 845, 847, 850, 856, 857, 858, 859, 860, 863, 864, 865, 870, 901, 903, 904, 906, 907, 908, 909, 910, 912, 913,
  914, 915, 916, 917, 918, 919, 920, 925, 928, 931, 936, 937, 940, 941, 949, 951, 952, 954, 956, 970, 971, 972, 973,
  978, 979, 980, 985, 989,
] as const;

const maxTries = 100_000;

/**
 * Returns a function that gives a new fictional phone number (E.164) at each call.
 *
 * @param taken numbers (E.164) that it must not give
 * @throws Error (from the returned function) if nearly all numbers are used
 */
export function fictionalNumbers(taken: Iterable<string>): () => string {
  const used = new Set(taken);
  return () => {
    for (let tries = 0; tries < maxTries; tries++) {
      const area = areaCodes[randomInt(areaCodes.length)] ?? 415;
      const number = `+1${area}55501${String(randomInt(100)).padStart(2, '0')}`;
      if (used.has(number)) continue;
      used.add(number);
      return number;
    }
    throw new Error(
      'The simulator holds a contact for nearly every fictional number: delete its state and start again.',
    );
  };
}

/** Formats a number of the United States as people write it there, such as `(415) 555-0123`. */
export function nationalFormat(e164: string): string {
  return e164.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3');
}
