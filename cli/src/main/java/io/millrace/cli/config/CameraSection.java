package io.millrace.cli.config;

import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.CameraSpec;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code cameras:}.
 *
 * @param id the camera's name
 * @param address a file, {@code rtsp://}, {@code http://}, a capture device, or {@code gate:}
 * @param pace {@code native} (default), a rate such as {@code 5/s}, or {@code asap}
 */
public record CameraSection(String id, String address, String pace) {

  public CameraSection(@Nullable String id, @Nullable String address, @Nullable String pace) {
    this.id = Required.value("id", id);
    this.address = Required.value("address", address);
    this.pace = pace == null ? CameraSpec.DEFAULT_PACE : pace;
    toSpec();
  }

  /** The camera as it travels. */
  public final CameraSpec toSpec() {
    return new CameraSpec(new CameraId(id), address, pace);
  }
}
