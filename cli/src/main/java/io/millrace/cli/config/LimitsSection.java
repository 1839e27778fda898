package io.millrace.cli.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.topics.catalog.TopicCatalog;
import org.jspecify.annotations.Nullable;

/**
 * Sizes that nothing may exceed; all processes of a cluster should have the same.
 *
 * @param maxRecordBytes greatest record, 64 KiB to 256 MiB (default 4 MiB)
 * @param maxPicturePixels greatest picture that is decoded, 1 to 2^31 - 1 pixels (default 64 Mi)
 */
public record LimitsSection(
    @JsonProperty("max_record_bytes") Integer maxRecordBytes,
    @JsonProperty("max_picture_pixels") Long maxPicturePixels) {

  /** Greatest picture that is decoded unless configured (64 Mi pixels). */
  public static final long DEFAULT_MAX_PICTURE_PIXELS = 64L << 20;

  private static final int LEAST_RECORD_BYTES = 64 << 10;
  private static final int MOST_RECORD_BYTES = 256 << 20;

  /** The limits used when a configuration names none. */
  public static final LimitsSection DEFAULT = new LimitsSection(null, null);

  public LimitsSection(
      @JsonProperty("max_record_bytes") @Nullable Integer maxRecordBytes,
      @JsonProperty("max_picture_pixels") @Nullable Long maxPicturePixels) {
    this.maxRecordBytes =
        maxRecordBytes == null ? TopicCatalog.DEFAULT_MAX_RECORD_BYTES : maxRecordBytes;
    this.maxPicturePixels =
        maxPicturePixels == null ? DEFAULT_MAX_PICTURE_PIXELS : maxPicturePixels;
    if (this.maxRecordBytes < LEAST_RECORD_BYTES || this.maxRecordBytes > MOST_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "max_record_bytes must be %d to %d (was %d)"
              .formatted(LEAST_RECORD_BYTES, MOST_RECORD_BYTES, this.maxRecordBytes));
    }
    if (this.maxPicturePixels < 1 || this.maxPicturePixels > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "max_picture_pixels must be 1 to %d (was %d)"
              .formatted(Integer.MAX_VALUE, this.maxPicturePixels));
    }
  }
}
