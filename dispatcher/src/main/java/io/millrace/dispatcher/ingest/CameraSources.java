package io.millrace.dispatcher.ingest;

import io.millrace.dispatcher.ingest.ffmpeg.FfmpegInput;
import io.millrace.dispatcher.ingest.ffmpeg.FfmpegRasterEncoder;
import io.millrace.dispatcher.ingest.ffmpeg.FfmpegSource;
import io.millrace.dispatcher.ingest.gate.GateCamera;
import io.millrace.dispatcher.ingest.source.CameraSource;
import java.util.function.LongSupplier;

/** Opens every kind of camera that an address can name. */
public final class CameraSources implements CameraOpener {

  private final LongSupplier nanoClock;

  /**
   * An opener.
   *
   * @param nanoClock a clock that only moves forward, for timeouts
   */
  public CameraSources(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public CameraSource open(CameraSettings settings) throws InterruptedException {
    CameraAddress address = settings.address();
    if (address instanceof CameraAddress.Gate gate) {
      return new GateCamera(gate.settings(), new FfmpegRasterEncoder());
    }
    return FfmpegSource.open(input(settings), nanoClock);
  }

  private static FfmpegInput input(CameraSettings settings) {
    CameraAddress address = settings.address();
    if (address instanceof CameraAddress.Recording recording) {
      return FfmpegInput.file(recording.file(), recording.loop(), settings.readTimeout());
    }
    if (address instanceof CameraAddress.Network network) {
      return FfmpegInput.network(
          network.uri().toString(),
          network.toString(),
          settings.openTimeout(),
          settings.readTimeout());
    }
    if (address instanceof CameraAddress.Device device) {
      return FfmpegInput.device(
          device.format(),
          device.name(),
          device.toString(),
          device.size(),
          device.rate(),
          settings.openTimeout(),
          settings.readTimeout());
    }
    throw new IllegalStateException("No source reads " + address + ".");
  }
}
