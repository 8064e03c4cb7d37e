package io.chappe.replicator.batch;

/**
 * Arithmetic on CRC-32C values without the data they were computed over.
 *
 * <p>A CRC is linear over GF(2): if two messages of equal length differ only in their first part,
 * their CRCs differ by the CRC (with zero initial value and no final inversion) of that difference
 * followed by as many zero bytes as the unchanged rest is long. Appending {@code n} zero bytes is a
 * multiplication by x^(8n) modulo the polynomial, done here in a number of steps logarithmic in
 * {@code n}. So the CRC of a record batch whose header is changed is found without reading the
 * payload, and still guards the payload with the checksum that its producer computed.
 *
 * <p>Polynomials are held bit-reversed, as CRC-32C is defined: bit 31 is x^0.
 */
public final class Crc32cShift {
  private static final int POLYNOMIAL = 0x82F63B78;
  private static final int ONE = 0x80000000;

  /** Element {@code k} is x^(8 * 2^k) modulo the polynomial. */
  private static final int[] POWERS = powers();

  /** The change of the register, with zero initial value, that each value of one byte makes. */
  private static final int[] TABLE = table();

  private Crc32cShift() {}

  /** Takes one more byte of the difference into {@code register}, which begins as 0. */
  static int update(int register, int differenceByte) {
    return TABLE[(register ^ differenceByte) & 0xFF] ^ (register >>> 8);
  }

  /**
   * Takes {@code zeros} zero bytes into {@code register}.
   *
   * @param zeros number of bytes, at least 0
   */
  static int appendZeros(int register, int zeros) {
    int result = register;
    for (int k = 0, rest = zeros; rest != 0 && result != 0; k++, rest >>>= 1) {
      if ((rest & 1) != 0) {
        result = multiply(result, POWERS[k]);
      }
    }
    return result;
  }

  private static int multiply(int left, int right) {
    int product = 0;
    int factor = right;
    for (int rest = left; rest != 0; rest <<= 1) {
      product ^= factor & (rest >> 31);
      factor = timesX(factor);
    }
    return product;
  }

  private static int timesX(int polynomial) {
    return (polynomial >>> 1) ^ (POLYNOMIAL & -(polynomial & 1));
  }

  private static int[] powers() {
    int[] powers = new int[32];
    int power = ONE;
    for (int bit = 0; bit < 8; bit++) {
      power = timesX(power);
    }
    for (int k = 0; k < powers.length; k++) {
      powers[k] = power;
      power = multiply(power, power);
    }
    return powers;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int value = 0; value < table.length; value++) {
      int register = value;
      for (int bit = 0; bit < 8; bit++) {
        register = timesX(register);
      }
      table[value] = register;
    }
    return table;
  }
}
