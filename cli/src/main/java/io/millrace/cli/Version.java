package io.millrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions of Millrace and of what its figures depend on. */
public final class Version implements IVersionProvider {

  /** Versions by name, in a fixed order. */
  public static Map<String, String> all() {
    Properties built = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        built.load(in);
      }
    } catch (IOException e) {
      throw new IllegalStateException("The build's version.properties cannot be read.", e);
    }
    Map<String, String> versions = new LinkedHashMap<>();
    for (String name : new String[] {"millrace", "kafka", "vertx", "djl", "onnxruntime"}) {
      versions.put(name, built.getProperty(name, "unknown"));
    }
    versions.put("java", Runtime.version().toString());
    return versions;
  }

  @Override
  public String[] getVersion() {
    return all().entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue())
        .toArray(String[]::new);
  }
}
