package io.millrace.cli;

import io.millrace.cli.config.MillraceConfig;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.CameraSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Cameras from the command line, in place of the configuration's. */
final class CameraOptions {

  @Option(
      names = "--camera",
      paramLabel = "ADDRESS",
      description =
          "A camera: a file, rtsp://, http://, a capture device, or gate: ; can be repeated. "
              + "Takes the place of the configuration's cameras.")
  private List<String> addresses = new ArrayList<>();

  @Option(
      names = "--pace",
      paramLabel = "PACE",
      description = "native, a rate such as 5/s, or asap: for all cameras.")
  private @Nullable String pace;

  /** The cameras to start. */
  List<CameraSpec> specs(MillraceConfig config) {
    List<CameraSpec> specs = new ArrayList<>();
    if (addresses.isEmpty()) {
      config.cameraSpecs().forEach(spec -> specs.add(paced(spec)));
    } else {
      Set<String> taken = new HashSet<>();
      for (String address : addresses) {
        specs.add(
            paced(
                new CameraSpec(
                    new CameraId(name(address, taken)), address, CameraSpec.DEFAULT_PACE)));
      }
    }
    return specs;
  }

  private CameraSpec paced(CameraSpec spec) {
    return pace == null ? spec : new CameraSpec(spec.id(), spec.address(), pace);
  }

  /** A name made of the address's last part: vtest of /videos/vtest.avi; numbered when taken. */
  private static String name(String address, Set<String> taken) {
    String path = address.replaceFirst("[?#].*$", "").replaceFirst("/+$", "");
    String last = path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.[A-Za-z0-9]+$", "");
    String clean =
        last.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+|[^A-Za-z0-9]+$", "");
    String base = clean.isEmpty() ? "camera" : clean.toLowerCase(Locale.ROOT);
    String name = base;
    for (int n = 2; !taken.add(name); n++) {
      name = base + "-" + n;
    }
    return name;
  }
}
