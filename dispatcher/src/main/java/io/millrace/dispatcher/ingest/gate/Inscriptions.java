package io.millrace.dispatcher.ingest.gate;

import java.util.SplittableRandom;

/** What is printed on what passes: number plates and container codes, drawn from a seed. */
final class Inscriptions {

  /** Plate letters: without I, O and Q, which many countries leave out for looking like digits. */
  private static final String LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ";

  /** Owner codes in use, without those that hold the letter O. */
  private static final String[] OWNERS = {
    "MSKU", "TCLU", "CMAU", "HLXU", "TGHU", "MEDU", "GESU", "FCIU", "TRLU", "SUDU", "NYKU", "CAIU",
    "MRKU", "APZU"
  };

  private Inscriptions() {}

  /** A number plate such as {@code KA 4821 X}. */
  static String plate(SplittableRandom random) {
    return "%c%c %04d %c"
        .formatted(letter(random), letter(random), random.nextInt(1000, 10_000), letter(random));
  }

  /** A container code with its check digit, such as {@code MSKU 123456 5}. */
  static String containerCode(SplittableRandom random) {
    String owner = OWNERS[random.nextInt(OWNERS.length)];
    String serial = "%06d".formatted(random.nextInt(100_000, 1_000_000));
    while (Iso6346.ambiguous(owner + serial)) {
      serial = "%06d".formatted(random.nextInt(100_000, 1_000_000));
    }
    return owner + " " + serial + " " + Iso6346.checkDigit(owner + serial);
  }

  private static char letter(SplittableRandom random) {
    return LETTERS.charAt(random.nextInt(LETTERS.length()));
  }
}
