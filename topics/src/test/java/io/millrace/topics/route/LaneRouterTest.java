package io.millrace.topics.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaneRouterTest {

  private static final long FRESH = LaneRouter.DEFAULT_FRESH_NANOS;

  static List<String> names() {
    return RoutingStrategy.all().stream().map(RoutingStrategy::name).toList();
  }

  @Test
  void shouldOfferEveryStrategyByItsName() {
    assertThat(names())
        .containsExactly(
            "least-finish",
            "planned-weights",
            "weighted-score",
            "two-choices",
            "round-robin",
            "camera");
    assertThat(RoutingStrategy.named("camera").name()).isEqualTo("camera");
    assertThatThrownBy(() -> RoutingStrategy.named("fastest"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("There is no routing strategy 'fastest'.")
        .hasMessageContaining("Maybe one of [least-finish, planned-weights,");
  }

  // Strategies, worked out by hand.

  @Test
  void shouldSendToTheOwnerThatFinishesFirst() {
    // Given: slow would be done after (2 + 1) · 0.1 = 0.3 s, fast after (9 + 1) · 0.02 = 0.2 s
    LaneRouter router = router("least-finish", 2);
    router.report(OwnerLoad.of("fast", 9, 0.02, 0));
    router.report(OwnerLoad.of("slow", 2, 0.1, 1));

    // Then: each record sent adds 0.02 s to fast, so five go there until it reaches 0.3 s, and the
    // sixth finds both at 0.3 s and equal in lanes: the first by name
    assertThat(route(router, 7)).containsExactly(0, 0, 0, 0, 0, 0, 1);
  }

  @Test
  void shouldCountWhatIsInWorkAndTheWayThere() {
    // Given: a = (0 + 3 + 1) · 0.1 = 0.4 s; b = (1 + 0 + 1) · 0.1 + 0.25 = 0.45 s
    LaneRouter router = router("least-finish", 2);
    router.report(new OwnerLoad("a", List.of(0), 0, 3, 0.1, 0, 0, 1, 0));
    router.report(new OwnerLoad("b", List.of(1), 1, 0, 0.1, 0.25, 0, 1, 0));

    // Then: the second record would be done after 0.5 s at a
    assertThat(route(router, 2)).containsExactly(0, 1);
  }

  @Test
  void shouldExpectNoMoreOfAnOwnerThanThePlanGivesIt() {
    // Given: strong could do 50 a second, but the plan keeps 45 of them for its other stages; weak
    // does 4 a second and is planned for them
    LaneRouter router = router("least-finish", 2);
    router.report(OwnerLoad.of("strong", 0, 0.02, 0));
    router.report(OwnerLoad.of("weak", 0, 0.25, 1));
    router.plan(Map.of("strong", 5.0, "weak", 4.0));

    // Then: strong after 0.2, 0.4, 0.6 s, weak after 0.25, 0.5 s
    assertThat(route(router, 5)).containsExactly(0, 1, 0, 1, 0);
  }

  @Test
  void shouldGiveLessToAnOwnerThatIsSlowerThanPlannedWithoutANewPlan() {
    LaneRouter router = router("least-finish", 2);
    router.report(OwnerLoad.of("a", 0, 0.1, 0));
    router.report(OwnerLoad.of("b", 0, 0.35, 1));
    router.plan(Map.of("a", 10.0, "b", 10.0));

    // Then: b was planned to be done after 0.1 s and needs 0.35 s
    assertThat(route(router, 4)).containsExactly(0, 0, 0, 1);
  }

  @Test
  void shouldUseAnOwnerThatNoPlanNamesForWhatItCanDo() {
    LaneRouter router = router("least-finish", 2);
    router.report(OwnerLoad.of("by-hand", 0, 0.02, 0));
    router.report(OwnerLoad.of("planned", 0, 0.02, 1));
    router.plan(Map.of("planned", 10.0));

    assertThat(route(router, 5)).containsExactly(0, 0, 0, 0, 0);
  }

  @Test
  void shouldGiveATieToTheOwnerWithFewerLanes() {
    LaneRouter router = router("least-finish", 3);
    router.report(OwnerLoad.of("a", 0, 0.1, 0, 1));
    router.report(OwnerLoad.of("b", 0, 0.1, 2));

    assertThat(route(router, 1)).containsExactly(2);
  }

  @Test
  void shouldTakeAnOwnerThatHasNotServedForAnAverageOne() {
    // Given: new = (0 + 1) · mean(0.1, 0.3) = 0.2 s, a = 0.3 s, b = 0.3 s
    LaneRouter router = router("least-finish", 3);
    router.report(OwnerLoad.of("a", 2, 0.1, 0));
    router.report(OwnerLoad.of("b", 0, 0.3, 1));
    router.report(OwnerLoad.of("new", 0, 0, 2));

    assertThat(route(router, 1)).containsExactly(2);

    // When: b turns out to be slower, the mean is 0.35 s and new no longer the first
    router.report(OwnerLoad.of("b", 0, 0.6, 1));
    router.report(OwnerLoad.of("new", 0, 0, 2));
    assertThat(route(router, 1)).containsExactly(0);
  }

  @Test
  void shouldForgetWhatItSentWhenTheOwnerReportsAgain() {
    LaneRouter router = router("least-finish", 2);
    router.report(OwnerLoad.of("a", 0, 0.1, 0));
    router.report(OwnerLoad.of("b", 0.5, 0.1, 1));
    assertThat(route(router, 1)).containsExactly(0);

    router.report(OwnerLoad.of("a", 0, 0.1, 0));

    assertThat(route(router, 2)).containsExactly(0, 1);
  }

  @Test
  void shouldTakeTurnsAmongTheLanesOfOneOwner() {
    LaneRouter router = router("least-finish", 4);
    router.report(OwnerLoad.of("a", 0, 0.1, 0, 2, 3));

    assertThat(route(router, 5)).containsExactly(0, 2, 3, 0, 2);
  }

  @Test
  void shouldShareByThePlansWeights() {
    // Given: 3 : 1
    LaneRouter router = router("planned-weights", 2);
    router.report(OwnerLoad.of("a", 100, 1, 0));
    router.report(OwnerLoad.of("b", 0, 1, 1));
    router.plan(Map.of("a", 30.0, "b", 10.0));

    // Then: a is first by 30/1; then 30/2 against 10/1; then 30/3 = 10/1, a by name; then b's turn
    assertThat(route(router, 8)).containsExactly(0, 0, 0, 1, 0, 0, 0, 1);
  }

  @Test
  void shouldScoreAsTheEdgeClusterPaperDoes() {
    // Given: fastest is 0.1 s.
    // a: 0.2·1 + 0.2·(1 − 0.5) + 0.1·1 + 0.5/(1 + 2·1) = 0.2 + 0.1 + 0.1 + 0.1667 = 0.5667
    // b: 0.2·0.5 + 0.2·(1 − 0) + 0.1·0.5 + 0.5/(1 + 0) = 0.1 + 0.2 + 0.05 + 0.5 = 0.85
    // c: overloaded, else 0.2 + 0.2·0.1 + 0.1·0.5 + 0.5 = 0.77
    LaneRouter router = router("weighted-score", 3);
    router.report(new OwnerLoad("a", List.of(0), 1, 0, 0.1, 0, 0.5, 1, 0));
    router.report(new OwnerLoad("b", List.of(1), 0, 0, 0.2, 0, 0, 0.5, 0));
    router.report(new OwnerLoad("c", List.of(2), 0, 0, 0, 0, 0.9, 1, 0));

    // Then: after one record b has 0.35 + 0.5/3 = 0.5167
    assertThat(route(router, 2)).containsExactly(1, 0);

    // When: all are overloaded, they are not passed over
    router.report(new OwnerLoad("a", List.of(0), 1, 0, 0.1, 0, 0.9, 1, 0));
    router.report(new OwnerLoad("b", List.of(1), 1, 0, 0.2, 0, 0.9, 0.5, 0));
    assertThat(route(router, 1)).containsExactly(2);
  }

  @Test
  void shouldTakeTurnsWithoutAnyReport() {
    assertThat(route(router("round-robin", 3), 7)).containsExactly(0, 1, 2, 0, 1, 2, 0);
  }

  @Test
  void shouldGiveAnAddedLaneItsTurnAndNoMore() {
    // Given: a thousand records before the topic grows
    LaneRouter router = router("round-robin", 2);
    route(router, 1000);

    router.grow(3);

    assertThat(route(router, 6)).containsExactly(2, 0, 1, 2, 0, 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldNeverTakeTheWorseOfThePairItDrew(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      int owners = 1 + random.nextInt(6);
      LaneRouter router = router("two-choices", owners);
      List<Double> finishes = new ArrayList<>();
      for (int owner = 0; owner < owners; owner++) {
        double seconds = 0.01 * (1 + random.nextInt(9));
        int backlog = random.nextInt(9);
        router.report(OwnerLoad.of("owner-" + owner, backlog, seconds, owner));
        finishes.add((backlog + 1) * seconds);
      }
      double worst = finishes.stream().mapToDouble(f -> f).max().getAsDouble();

      int lane = router.route(0, random.nextLong(), 0);

      // Then: the worst of all is taken only when both of the pair are as bad
      long asBad = finishes.stream().filter(f -> f == worst).count();
      assertThat(owners == 1 || asBad > 1 || finishes.get(lane) < worst).isTrue();
    }
  }

  @Test
  void shouldDrawEveryOwnerAlike() {
    // Given: four equal owners, who always report that nothing waits
    LaneRouter router = router("two-choices", 4);
    Random random = new Random(7);
    int[] sent = new int[4];

    for (int i = 0; i < 40_000; i++) {
      for (int owner = 0; owner < 4; owner++) {
        router.report(OwnerLoad.of("owner-" + owner, 0, 0.1, owner));
      }
      sent[router.route(0, random.nextLong(), 0)]++;
    }

    assertThat(sent).matches(s -> IntStream.of(s).allMatch(n -> n > 9_600 && n < 10_400));
  }

  // Cameras.

  @Test
  void shouldKeepACameraOnItsLaneWhateverTheLoad() {
    LaneRouter router = router("camera", 8);
    Random random = new Random(3);
    Map<Integer, Integer> lanes = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      int camera = ("cam-" + random.nextInt(100)).hashCode();
      if (i % 50 == 0) {
        router.report(OwnerLoad.of("a", random.nextInt(90), 0.1, random.nextInt(8)));
      }

      int lane = router.route(camera, random.nextLong(), i);

      assertThat(lanes.computeIfAbsent(camera, c -> lane)).isEqualTo(lane);
    }
    assertThat(lanes.values()).as("spread over the lanes").contains(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @ParameterizedTest
  @CsvSource({"1,2", "4,5", "4,8", "16,17"})
  void shouldMoveOnlyTheCamerasThatLandOnALaneThatWasAdded(int before, int after) {
    LaneRouter router = router("camera", before);
    int cameras = 4_000;
    int[] was =
        IntStream.range(0, cameras).map(c -> router.route(("c" + c).hashCode(), 0, 0)).toArray();

    router.grow(after);

    int moved = 0;
    for (int c = 0; c < cameras; c++) {
      int lane = router.route(("c" + c).hashCode(), 0, 0);
      if (lane != was[c]) {
        moved++;
        assertThat(lane)
            .as("a camera that moves, moves to a new lane")
            .isGreaterThanOrEqualTo(before);
      }
    }
    double expected = cameras * (after - before) / (double) after;
    assertThat((double) moved).isCloseTo(expected, within(0.2 * expected));
  }

  @Test
  void shouldMoveOnlyTheCamerasOfALaneThatIsRetired() {
    LaneRouter router = router("camera", 4);
    int[] was =
        IntStream.range(0, 400).map(c -> router.route(("c" + c).hashCode(), 0, 0)).toArray();

    router.retire(lanes(2));

    for (int c = 0; c < 400; c++) {
      int lane = router.route(("c" + c).hashCode(), 0, 0);
      assertThat(lane).isNotEqualTo(2);
      assertThat(was[c] == 2 || lane == was[c]).isTrue();
    }
  }

  // What is known, and what is no longer.

  @Test
  void shouldSendNothingToAnOwnerThatIsSilentUntilItSpeaks() {
    LaneRouter router = router("least-finish", 2);
    router.report(at(0, "a", 0, 0.001, 0));
    router.report(at(FRESH / 2, "b", 50, 1, 1));
    assertThat(router.route(0, 0, FRESH / 2)).isEqualTo(0);

    assertThat(router.route(0, 0, FRESH)).as("a's report is too old").isEqualTo(1);

    router.report(at(FRESH, "a", 0, 0.001, 0));
    assertThat(router.route(0, 0, FRESH)).isEqualTo(0);
  }

  @Test
  void shouldFallBackToThePlanThenToTurnsWhenNobodySpeaks() {
    // Given: two owners known, the plan wants 3 : 1
    LaneRouter router = router("least-finish", 3);
    router.plan(Map.of("a", 3.0, "b", 1.0));
    assertThat(route(router, 3)).as("nobody has ever spoken").containsExactly(0, 1, 2);
    router.report(at(0, "a", 0, 0.001, 0));
    router.report(at(0, "b", 9, 1, 1));
    assertThat(router.route(0, 0, 1)).isEqualTo(0);

    // When: all fall silent
    int[] sent = new int[3];
    for (int i = 0; i < 400; i++) {
      sent[router.route(0, 0, 2 * FRESH)]++;
    }
    assertThat(sent)
        .as("by the plan, on the lanes they were last known to own")
        .containsExactly(300, 100, 0);

    // When: the plan names neither
    router.plan(Map.of("somebody-else", 1.0));
    int[] turns = new int[3];
    for (int i = 0; i < 300; i++) {
      turns[router.route(0, 0, 2 * FRESH)]++;
    }
    assertThat(turns).containsExactly(100, 100, 100);
  }

  @Test
  void shouldNotMakeUpForThePastWhenItFallsBack() {
    // Given: least-finish has sent almost everything to a
    LaneRouter router = router("least-finish", 2);
    router.plan(Map.of("a", 1.0, "b", 1.0));
    router.report(at(0, "a", 0, 1e-9, 0));
    router.report(at(0, "b", 9, 1, 1));
    for (int i = 0; i < 10_000; i++) {
      router.route(0, 0, 1);
    }

    int[] sent = new int[2];
    for (int i = 0; i < 100; i++) {
      sent[router.route(0, 0, 2 * FRESH)]++;
    }

    assertThat(sent).as("half each, not all to b until it has as many").containsExactly(50, 50);
  }

  @Test
  void shouldShareAnewWhenAnOwnerComes() {
    LaneRouter router = router("planned-weights", 2);
    router.plan(Map.of("a", 1.0, "b", 1.0));
    router.report(OwnerLoad.of("a", 0, 1, 0));
    route(router, 1_000);

    router.report(OwnerLoad.of("b", 0, 1, 1));

    assertThat(route(router, 4)).containsExactly(0, 1, 0, 1);
  }

  @Test
  void shouldSendNothingToARetiredLane() {
    for (String name : names()) {
      LaneRouter router = router(name, 3);
      router.report(OwnerLoad.of("a", 0, 0.1, 0, 1));
      router.report(OwnerLoad.of("b", 0, 0.1, 2));
      router.plan(Map.of("a", 1.0, "b", 1.0));
      router.retire(lanes(1, 2));
      assertThat(route(router, 20)).as(name).containsOnly(0);

      router.retire(lanes(0));
      assertThat(route(router, 20)).as(name).doesNotContain(0);

      router.retire(lanes(0, 1, 2));
      assertThatThrownBy(() -> router.route(0, 0, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("All 3 lanes are retired.");
    }
  }

  @Test
  void shouldNeverShrink() {
    LaneRouter router = router("round-robin", 3);
    router.grow(1);

    assertThat(route(router, 3)).containsExactly(0, 1, 2);
  }

  @Test
  void shouldPassOverALaneThatItDoesNotKnowYet() {
    for (String name : names()) {
      LaneRouter router = router(name, 2);
      router.plan(Map.of("a", 1.0));
      router.report(OwnerLoad.of("a", 0, 0.1, 0, 7));
      assertThat(route(router, 10)).as(name).allMatch(lane -> lane < 2);

      router.grow(8);
      assertThat(route(router, 100)).as(name).contains(name.equals("camera") ? 0 : 7);
    }
  }

  @Test
  void shouldBelieveTheLaterOfTwoThatClaimALane() {
    // Given: the broker has handed lane 0 from a to b; a has not noticed yet
    LaneRouter router = router("least-finish", 2);
    router.report(at(1, "a", 0, 0.1, 0, 1));
    router.report(at(2, "b", 100, 1, 0));
    assertThat(route(router, 3)).as("a is better, but only lane 1 is its own").containsOnly(1);

    // When: a speaks once more before it notices
    router.report(at(3, "a", 0, 0.1, 0, 1));
    assertThat(route(router, 2)).containsExactlyInAnyOrder(0, 1);

    // When: it has noticed
    router.report(at(4, "a", 0, 0.1, 1));
    router.report(at(5, "b", 100, 1, 0));
    assertThat(route(router, 3)).containsOnly(1);
  }

  @Test
  void shouldForgetAnOwnerThatLeft() {
    LaneRouter router = router("least-finish", 2);
    router.report(OwnerLoad.of("a", 0, 0.1, 0));
    router.report(OwnerLoad.of("b", 50, 0.1, 1));

    router.forget("a");
    router.forget("nobody");

    assertThat(route(router, 2)).containsExactly(1, 1);
  }

  @Test
  void shouldRefuseWhatIsNoKnowledge() {
    assertThatThrownBy(() -> router("camera", 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LaneRouter(RoutingStrategy.named("camera"), 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OwnerLoad.of("a", Double.NaN, 0.1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Backlog (NaN)");
    assertThatThrownBy(() -> OwnerLoad.of("a", 0, 1 / 0.0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OwnerLoad.of("a", 0, 1, 3, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The lanes [-1, 3] of a must not be negative.");
    LaneRouter router = router("planned-weights", 1);
    assertThatThrownBy(() -> router.plan(Map.of("a", -1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The planned rate of a");
  }

  // Properties over random histories.

  @ParameterizedTest
  @MethodSource("names")
  void shouldAlwaysChooseAnOpenLaneAndTheSameEveryTime(String name) {
    for (long seed = 1; seed <= 20; seed++) {
      assertThat(history(name, seed)).isEqualTo(history(name, seed));
    }
  }

  /** A random life of a router; checks every choice and gives all of them. */
  private static List<Integer> history(String name, long seed) {
    Random random = new Random(seed);
    int lanes = 1 + random.nextInt(8);
    LaneRouter router = router(name, lanes);
    BitSet retired = new BitSet();
    List<Integer> choices = new ArrayList<>();
    long now = 0;
    for (int i = 0; i < 2_000; i++) {
      now += random.nextInt(100_000_000);
      switch (random.nextInt(12)) {
        case 0 -> {
          lanes += random.nextInt(2);
          router.grow(lanes);
        }
        case 1 -> {
          retired.clear();
          retired.set(1 + random.nextInt(9));
          router.retire(retired);
        }
        case 2 -> router.plan(Map.of("owner-0", random.nextDouble(), "owner-2", 1.0));
        case 3 -> router.forget("owner-" + random.nextInt(5));
        case 4, 5, 6 -> {
          // Owners may claim lanes of others, and lanes that the router does not know.
          int first = random.nextInt(lanes + 1);
          router.report(
              at(
                  now,
                  "owner-" + random.nextInt(5),
                  random.nextInt(30),
                  random.nextInt(4) * 0.01,
                  first,
                  first + 1 + random.nextInt(2)));
        }
        default -> {
          int lane = router.route(random.nextInt(), random.nextLong(), now);
          assertThat(lane).isBetween(0, lanes - 1);
          assertThat(retired.get(lane)).isFalse();
          choices.add(lane);
        }
      }
    }
    return choices;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldSendWhereABruteForceSearchWould(long seed) {
    Random random = new Random(seed);
    int owners = 1 + random.nextInt(7);
    LaneRouter router = router("least-finish", 2 * owners);
    Map<String, double[]> model = new TreeMap<>();
    for (int i = 0; i < 3_000; i++) {
      if (i < owners || random.nextInt(5) == 0) {
        int owner = i < owners ? i : random.nextInt(owners);
        double backlog = random.nextInt(20);
        double seconds = 0.001 * (1 + random.nextInt(40));
        router.report(OwnerLoad.of("owner-" + owner, backlog, seconds, 2 * owner, 2 * owner + 1));
        model.put("owner-" + owner, new double[] {backlog, seconds, 0});
      }
      String best = "";
      double least = Double.POSITIVE_INFINITY;
      for (Map.Entry<String, double[]> owner : model.entrySet()) {
        double[] known = owner.getValue();
        double finish = (known[0] + known[2] + 1) * known[1];
        if (finish < least) {
          least = finish;
          best = owner.getKey();
        }
      }
      Objects.requireNonNull(model.get(best))[2]++;

      assertThat("owner-" + router.route(0, random.nextLong(), 0) / 2).isEqualTo(best);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldNeverBeAWholeRecordOffThePlansWeights(long seed) {
    Random random = new Random(seed);
    int owners = 2 + random.nextInt(20);
    LaneRouter router = router("planned-weights", owners);
    Map<String, Double> weights = new HashMap<>();
    double sum = 0;
    for (int owner = 0; owner < owners; owner++) {
      // One large among many small: where simpler rules are several records off.
      double weight = owner == 0 ? 500 : 0.5 + random.nextInt(20);
      weights.put("owner-" + owner, weight);
      sum += weight;
      router.report(OwnerLoad.of("owner-" + owner, 0, 0.1, owner));
    }
    router.plan(weights);
    int[] sent = new int[owners];

    double worst = 0;
    for (int n = 1; n <= 5_000; n++) {
      sent[router.route(0, random.nextLong(), 0)]++;
      for (int owner = 0; owner < owners; owner++) {
        double share = n * weights.getOrDefault("owner-" + owner, 0.0) / sum;
        worst = Math.max(worst, Math.abs(sent[owner] - share));
      }
    }

    assertThat(worst).as("records off, at any moment").isLessThan(1.0);
  }

  // Cost.

  @Test
  void shouldNotWorkEverythingOutAnewAtEveryReport() {
    // Given: a thousand owners of four lanes each, and their reports made beforehand
    int owners = 1_000;
    LaneRouter router = router("least-finish", 4 * owners);
    Random random = new Random(1);
    List<OwnerLoad> reports = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      int owner = i % owners;
      reports.add(
          OwnerLoad.of(
              "owner-" + owner,
              random.nextInt(20),
              0.001 * (1 + random.nextInt(9)),
              IntStream.range(4 * owner, 4 * owner + 4).toArray()));
    }
    for (OwnerLoad report : reports) {
      router.report(report);
    }
    router.route(0, 0, 0);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long me = Thread.currentThread().getId();

    long before = threads.getThreadAllocatedBytes(me);
    for (OwnerLoad report : reports) {
      router.report(report);
      router.route(0, 0, 0);
    }
    long perRecord = (threads.getThreadAllocatedBytes(me) - before) / reports.size();

    // Then: nothing but the boxes of comparing; working it out takes some hundred thousand bytes
    assertThat(perRecord).as("bytes allocated per report and record").isLessThan(500);
  }

  private static LaneRouter router(String strategy, int lanes) {
    return new LaneRouter(RoutingStrategy.named(strategy), lanes, FRESH);
  }

  private static OwnerLoad at(
      long nanos, String name, double backlog, double seconds, int... lanes) {
    List<Integer> owned = IntStream.of(lanes).boxed().toList();
    return new OwnerLoad(name, owned, backlog, 0, seconds, 0, 0, 1, nanos);
  }

  private static List<Integer> route(LaneRouter router, int records) {
    Random random = new Random(42);
    return IntStream.range(0, records)
        .mapToObj(i -> router.route(("cam" + i).hashCode(), random.nextLong(), 10))
        .toList();
  }

  private static BitSet lanes(int... lanes) {
    BitSet set = new BitSet();
    IntStream.of(lanes).forEach(set::set);
    return set;
  }
}
