package io.millrace.bench;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.Architectures;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.NullMarked;

/** Holds the arrows between modules and the rules that no compiler knows. */
@AnalyzeClasses(packages = "io.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /** Where the clock, randomness and waiting may be real: wiring, adapters and what people run. */
  private static final String[] EDGES = {
    "io.millrace.cli..",
    "io.millrace.bench..",
    "io.millrace.testkit..",
    "io.millrace.*.app..",
    "io.millrace.topics.admin..",
    "io.millrace.dispatcher.ingest.."
  };

  @ArchTest
  static final ArchRule arrowsPointDown =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("topics")
          .definedBy("io.millrace.topics..")
          .layer("models")
          .definedBy("io.millrace.models..")
          .layer("planner")
          .definedBy("io.millrace.planner..")
          .layer("worker")
          .definedBy("io.millrace.worker..")
          .layer("dispatcher")
          .definedBy("io.millrace.dispatcher..")
          .layer("cli")
          .definedBy("io.millrace.cli..")
          .layer("bench")
          .definedBy("io.millrace.bench..")
          .withOptionalLayers(true)
          .whereLayer("bench")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("cli")
          .mayOnlyBeAccessedByLayers("bench")
          .whereLayer("dispatcher")
          .mayOnlyBeAccessedByLayers("cli", "bench")
          .whereLayer("worker")
          .mayOnlyBeAccessedByLayers("cli", "bench")
          .whereLayer("planner")
          .mayOnlyBeAccessedByLayers("cli", "bench")
          .whereLayer("models")
          .mayOnlyBeAccessedByLayers("planner", "worker", "dispatcher", "cli", "bench")
          .whereLayer("topics")
          .mayOnlyBeAccessedByLayers("planner", "worker", "dispatcher", "cli", "bench");

  @ArchTest
  static final ArchRule packagesOfAModuleFormNoCycle =
      slices().matching("io.millrace.(*).(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes()
          .that()
          // Made by the build: JMH's harness and the classes of ONNX's protocol buffers.
          .resideOutsideOfPackages("..jmh_generated..", "io.millrace.models.onnx..")
          .should(
              new ArchCondition<>(
                  "stand in a package that is @NullMarked and says what it is for") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(
                        SimpleConditionEvent.violated(
                            type, type.getPackageName() + " has no @NullMarked package-info.java"));
                  }
                }
              });

  @ArchTest
  static final ArchRule timeAndChanceComeFromOutside =
      noClasses()
          .that()
          .resideOutsideOfPackages(EDGES)
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Clock.class, "systemDefaultZone")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callConstructor(Random.class);

  @ArchTest
  static final ArchRule kafkaStaysInItsAdapters =
      vendorOnlyIn(
          "org.apache.kafka..",
          "io.millrace.topics.admin..",
          "io.millrace.topics.broker..",
          "io.millrace.topics.codec..",
          "io.millrace.topics.stream..",
          "io.millrace.worker.serve..",
          "io.millrace.dispatcher.emit..",
          "io.millrace.dispatcher.app..",
          "io.millrace.planner.app..",
          "io.millrace.cli..",
          "io.millrace.bench..",
          "io.millrace.testkit..");

  @ArchTest
  static final ArchRule inferenceStaysInItsAdapter =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.millrace.worker.infer..", "io.millrace.bench..")
          .should()
          .dependOnClassesThat(resideInAnyPackage("ai.djl..", "ai.onnxruntime.."));

  @ArchTest
  static final ArchRule vertxStaysInItsAdapters =
      vendorOnlyIn(
          "io.vertx..",
          "io.millrace.worker.serve..",
          "io.millrace.worker.agent..",
          "io.millrace.worker.app..",
          "io.millrace.dispatcher.web..",
          "io.millrace.dispatcher.app..",
          "io.millrace.cli..",
          "io.millrace.bench..");

  @ArchTest
  static final ArchRule solversStayInTheirAdapter =
      vendorOnlyIn("com.google.ortools..", "io.millrace.planner.solve..");

  @ArchTest
  static final ArchRule hostMetricsStayInTheirAdapter =
      vendorOnlyIn("oshi..", "io.millrace.worker.device..");

  @ArchTest
  static final ArchRule ffmpegStaysInItsAdapters =
      vendorOnlyIn(
          "org.bytedeco..", "io.millrace.dispatcher.ingest.ffmpeg..", "io.millrace.models.image..");

  private static ArchRule vendorOnlyIn(String vendor, String... homes) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(homes)
        .should()
        .dependOnClassesThat(resideInAnyPackage(vendor))
        .allowEmptyShould(true);
  }
}
