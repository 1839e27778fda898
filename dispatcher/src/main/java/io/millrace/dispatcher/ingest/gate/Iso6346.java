package io.millrace.dispatcher.ingest.gate;

/**
 * Container codes: four letters, six digits and a check digit. Source: ISO 6346:2022, annex A.
 *
 * <p>Letters count 10, 12, 13 … 38, leaving out the multiples of 11; the character at position i
 * weighs 2^i; the check digit is the sum modulo 11, modulo 10.
 */
final class Iso6346 {

  private Iso6346() {}

  /**
   * The check digit of owner, category and serial number.
   *
   * @param code four letters A to Z and six digits, without spaces
   */
  static int checkDigit(String code) {
    return remainder(code) % 10;
  }

  /**
   * Whether the standard advises against the code because its remainder 10 gives the digit 0 that
   * the remainder 0 gives too.
   */
  static boolean ambiguous(String code) {
    return remainder(code) == 10;
  }

  private static int remainder(String code) {
    if (!code.matches("[A-Z]{4}[0-9]{6}")) {
      throw new IllegalArgumentException(
          "A container code is four letters and six digits (was '" + code + "').");
    }
    int sum = 0;
    for (int i = 0; i < code.length(); i++) {
      sum += value(code.charAt(i)) << i;
    }
    return sum % 11;
  }

  private static int value(char character) {
    if (character <= '9') {
      return character - '0';
    }
    int value = 10;
    for (char letter = 'A'; letter < character; letter++) {
      value++;
      if (value % 11 == 0) {
        value++;
      }
    }
    return value;
  }
}
