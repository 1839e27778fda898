package io.millrace.cli;

import static io.millrace.cli.ShippedFiles.PROJECT;
import static io.millrace.cli.ShippedFiles.list;
import static io.millrace.cli.ShippedFiles.map;
import static io.millrace.cli.ShippedFiles.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The compose file, its image and what they mount. */
class ComposeTest {

  private static final Path COMPOSE = PROJECT.resolve("compose");
  private static final Path SECURE = COMPOSE.resolve("secure/compose.secure.yaml");

  /** Keys of a service in the Compose Specification, as far as they are used here. */
  private static final Set<String> KNOWN =
      Set.of(
          "build",
          "cap_drop",
          "command",
          "cpus",
          "depends_on",
          "deploy",
          "environment",
          "healthcheck",
          "image",
          "mem_limit",
          "ports",
          "profiles",
          "read_only",
          "restart",
          "security_opt",
          "stop_grace_period",
          "tmpfs",
          "volumes");

  @TempDir Path folder;

  @Test
  void shouldRunKafkaTheProcessesAndTheirWatchers() {
    assertThat(services().keySet())
        .containsExactlyInAnyOrder(
            "kafka",
            "dispatcher",
            "planner",
            "worker-1",
            "worker-2",
            "worker-3",
            "worker-gpu",
            "prometheus",
            "grafana");
    assertThat(map(services().get("worker-1")))
        .contains(entry("cpus", 1.0), entry("mem_limit", "1g"), entry("profiles", List.of("cpu")));
    assertThat(map(services().get("worker-2")))
        .contains(
            entry("cpus", 0.6), entry("mem_limit", "512m"), entry("profiles", List.of("cpu")));
    assertThat(map(services().get("worker-3")))
        .contains(
            entry("cpus", 0.4), entry("mem_limit", "512m"), entry("profiles", List.of("cpu")));
    assertThat(map(services().get("worker-gpu"))).contains(entry("profiles", List.of("gpu")));
  }

  static Stream<String> names() {
    return services().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldDescribeAServiceByTheSpecification(String name) {
    Map<String, Object> service = map(services().get(name));

    assertThat(KNOWN).containsAll(service.keySet());
    assertThat(map(service.get("healthcheck"))).containsKeys("test", "interval", "retries");
    assertThat(texts(map(service.get("healthcheck")).get("test"))).first().isEqualTo("CMD");
    if (service.containsKey("depends_on")) {
      assertThat(services().keySet()).containsAll(map(service.get("depends_on")).keySet());
    }
    for (Map<String, Object> mount : mounts(service)) {
      if ("volume".equals(mount.get("type")) && mount.containsKey("source")) {
        assertThat(map(root(COMPOSE.resolve("compose.yaml")).get("volumes")))
            .containsKey(String.valueOf(mount.get("source")));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldKeepAServiceInItsPlace(String name) {
    Map<String, Object> service = map(services().get(name));

    assertThat(texts(service.get("cap_drop"))).containsExactly("ALL");
    assertThat(texts(service.get("security_opt"))).containsExactly("no-new-privileges:true");
    assertThat(service).containsKey("mem_limit");
    assertThat(texts(service.get("ports")))
        .as("there is no login: ports of this machine only")
        .allMatch(port -> port.startsWith("127.0.0.1:"));
    if (!name.equals("kafka")) {
      assertThat(service).containsEntry("read_only", true);
    }
    for (Map<String, Object> mount : mounts(service)) {
      if ("bind".equals(mount.get("type"))) {
        assertThat(mount).as("nothing of this machine is changed").containsEntry("read_only", true);
      }
    }
  }

  @Test
  void shouldGiveEveryProcessACommandLineAndAConfigurationThatItUnderstands() {
    assumeTrue(ShippedFiles.answering(), "a process of this build has no --host and --port");
    Map<String, String> commands = new LinkedHashMap<>();
    services()
        .forEach(
            (name, value) -> {
              Map<String, Object> service = map(value);
              if (service.containsKey("build")) {
                List<String> arguments = texts(service.get("command"));
                commands.put(name, ShippedFiles.parse(arguments).commandSpec().name());
                requireMountsReadable(service);
                String config = option(arguments, "--config");
                assertThat(targets(service)).contains(config, option(arguments, "--kafka-config"));
                if (name.startsWith("worker")) {
                  assertThat(option(arguments, "--device")).isEqualTo(name);
                  assertThat(ShippedFiles.devices(COMPOSE.resolve("millrace.yaml"))).contains(name);
                }
              }
            });
    assertThat(commands)
        .containsEntry("dispatcher", "dispatcher")
        .containsEntry("planner", "planner")
        .containsEntry("worker-3", "worker")
        .hasSize(6);
  }

  @Test
  void shouldAskEveryProcessForItsHealthAtThePortThatItIsGiven() {
    services()
        .forEach(
            (name, value) -> {
              Map<String, Object> service = map(value);
              if (service.containsKey("build")) {
                assertThat(texts(map(service.get("healthcheck")).get("test")))
                    .startsWith("CMD", "healthy", option(texts(service.get("command")), "--port"));
              }
            });
  }

  @Test
  void shouldHavePrometheusAskEveryProcess() {
    Map<String, Object> prometheus = root(COMPOSE.resolve("prometheus.yml"));
    Set<String> asked = new TreeSet<>();
    for (Object job : list(prometheus.get("scrape_configs"))) {
      for (Object target : list(map(job).get("static_configs"))) {
        asked.addAll(texts(map(target).get("targets")));
      }
      for (Object target : list(map(job).get("dns_sd_configs"))) {
        texts(map(target).get("names"))
            .forEach(name -> asked.add(name + ":" + map(target).get("port")));
      }
    }

    Set<String> served = new TreeSet<>();
    services()
        .forEach(
            (name, value) -> {
              if (map(value).containsKey("build")) {
                served.add(name + ":" + option(texts(map(value).get("command")), "--port"));
              }
            });
    assertThat(asked).isEqualTo(served);
  }

  @Test
  void shouldMountDashboardsAndRulesWherePrometheusAndGrafanaLookForThem() {
    assumeTrue(Files.isDirectory(PROJECT.resolve("grafana")), "grafana/ is not here");
    Map<String, Object> grafana = map(services().get("grafana"));
    requireMountsReadable(grafana);
    requireMountsReadable(map(services().get("prometheus")));

    Path provisioning = PROJECT.resolve("grafana/provisioning");
    String providers = ShippedFiles.text(provisioning.resolve("dashboards/millrace.yaml"));
    String sources = ShippedFiles.text(provisioning.resolve("datasources/prometheus.yaml"));
    Object provider = list(map(ShippedFiles.yaml(providers).get(0)).get("providers")).get(0);
    assertThat(targets(grafana))
        .contains(String.valueOf(map(map(provider).get("options")).get("path")));
    assertThat(sources).contains("$PROMETHEUS_URL");
    assertThat(map(grafana.get("environment"))).containsKey("PROMETHEUS_URL");
  }

  @Test
  void shouldUseTheVersionsThatTheBuildUses() {
    String pom = ShippedFiles.text(PROJECT.resolve("pom.xml"));
    String compose = ShippedFiles.text(COMPOSE.resolve("compose.yaml"));
    String version = between(pom, "<version>", "</version>");

    assertThat(compose)
        .contains("KAFKA_VERSION:-" + between(pom, "<kafka.version>", "</kafka.version>") + "}")
        .contains("MILLRACE_IMAGE:-millrace:" + version + "}")
        .contains("MILLRACE_GPU_IMAGE:-millrace:" + version + "-gpu}");
  }

  @Test
  void shouldSendTheImageEveryModuleThatTheCommandIsBuiltOf() {
    String sent = ShippedFiles.text(COMPOSE.resolve("Dockerfile.dockerignore"));
    Matcher module =
        Pattern.compile("<module>(.+)</module>")
            .matcher(ShippedFiles.text(PROJECT.resolve("pom.xml")));
    List<String> missing = new ArrayList<>();
    while (module.find()) {
      // Maven reads the pom of every module, also of one that is not built.
      String line = module.group(1).equals("bench") ? "!bench/pom.xml" : "!" + module.group(1);
      if (sent.lines().noneMatch(line::equals)) {
        missing.add(line);
      }
    }
    assertThat(missing).isEmpty();
    assertThat(ShippedFiles.text(COMPOSE.resolve("Dockerfile")))
        .contains("USER 10001:0")
        .contains(Millrace.class.getName());
  }

  @Test
  void shouldMakeSecretsThatTheProcessesReadAndTheOverrideMounts() throws IOException {
    Path secrets = folder.resolve("secrets");

    ShippedFiles.Ran made =
        ShippedFiles.run(
            PROJECT, List.of("bash", "compose/secure/make-secrets", secrets.toString()));

    assertThat(made.exit()).as(made.said()).isZero();
    ShippedFiles.requireReadable(secrets.resolve("client/kafka.properties"));
    Map<String, Object> secured = map(root(SECURE).get("services"));
    Map<String, Object> environment = map(map(secured.get("kafka")).get("environment"));
    for (String key :
        List.of(
            "KAFKA_SSL_KEYSTORE_FILENAME",
            "KAFKA_SSL_KEYSTORE_CREDENTIALS",
            "KAFKA_SSL_KEY_CREDENTIALS")) {
      assertThat(secrets.resolve("broker").resolve(String.valueOf(environment.get(key)))).exists();
    }
    assertThat(secrets.resolve("broker/jaas.conf")).exists();
    assertThat(secrets.resolve("broker/ca.pem")).exists();
    services()
        .forEach(
            (name, value) -> {
              if (map(value).containsKey("build")) {
                assertThat(targets(map(secured.get(name))))
                    .containsExactly("/etc/millrace/kafka.properties");
              }
            });
  }

  @ParameterizedTest
  @CsvSource({"200, true", "503, false"})
  void shouldTellAHealthyProcessFromAnother(int status, boolean healthy) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.createContext(
        "/readyz",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    try {
      String port = String.valueOf(server.getAddress().getPort());

      ShippedFiles.Ran asked =
          ShippedFiles.run(COMPOSE, List.of("bash", "healthy", port, "/readyz"));

      assertThat(asked.exit() == 0).as(asked.said()).isEqualTo(healthy);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void shouldBeAcceptedByDockerCompose() throws IOException {
    Optional<List<String>> compose =
        ShippedFiles.program(List.of(List.of("docker", "compose"), List.of("docker-compose")));
    assumeTrue(compose.isPresent(), "neither docker compose nor docker-compose is here");

    for (List<Path> files :
        List.of(
            List.of(COMPOSE.resolve("compose.yaml")),
            List.of(COMPOSE.resolve("compose.yaml"), SECURE))) {
      List<String> command = new ArrayList<>(compose.get());
      files.forEach(file -> command.addAll(List.of("-f", file.toString())));
      command.addAll(List.of("config", "--quiet"));

      ShippedFiles.Ran checked = ShippedFiles.run(COMPOSE, command);

      assertThat(checked.exit()).as("%s: %s", command, checked.said()).isZero();
    }
  }

  @Test
  void shouldHaveAPrometheusConfigurationThatPromtoolAccepts() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/promtool")), "promtool is not here");

    ShippedFiles.Ran checked =
        ShippedFiles.run(COMPOSE, List.of("promtool", "check", "config", "prometheus.yml"));

    assertThat(checked.exit()).as(checked.said()).isZero();
  }

  private static Map<String, Object> root(Path file) {
    return map(ShippedFiles.yaml(ShippedFiles.text(file)).get(0));
  }

  private static Map<String, Map<String, Object>> services() {
    Map<String, Map<String, Object>> services = new LinkedHashMap<>();
    map(root(COMPOSE.resolve("compose.yaml")).get("services"))
        .forEach((name, service) -> services.put(name, map(service)));
    return services;
  }

  private static List<Map<String, Object>> mounts(Map<String, Object> service) {
    return list(service.get("volumes")).stream().map(ShippedFiles::map).toList();
  }

  private static Set<String> targets(Map<String, Object> service) {
    return mounts(service).stream()
        .map(mount -> String.valueOf(mount.get("target")))
        .collect(Collectors.toSet());
  }

  /** What lies on this machine is there, and what goes to /etc/millrace can be read by Millrace. */
  private static void requireMountsReadable(Map<String, Object> service) {
    for (Map<String, Object> mount : mounts(service)) {
      if ("bind".equals(mount.get("type"))) {
        Path source = COMPOSE.resolve(String.valueOf(mount.get("source"))).normalize();
        assertThat(source).exists();
        if (String.valueOf(mount.get("target")).startsWith("/etc/millrace/")) {
          ShippedFiles.requireReadable(source);
        }
      }
    }
  }

  private static String option(List<String> arguments, String name) {
    return arguments.stream()
        .filter(argument -> argument.startsWith(name + "="))
        .map(argument -> argument.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is missing in " + arguments));
  }

  private static String between(String text, String before, String after) {
    int start = text.indexOf(before) + before.length();
    return text.substring(start, text.indexOf(after, start));
  }
}
