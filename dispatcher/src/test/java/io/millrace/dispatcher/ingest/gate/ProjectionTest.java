package io.millrace.dispatcher.ingest.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectionTest {

  /** 800 pixels per metre at one metre, horizon at (500, 200), eye 1.5 m above the ground. */
  private final Projection view = new Projection(800, 500, 200, 1.5);

  @Test
  void shouldProjectByDistance() {
    // At 4 m one metre covers 200 pixels: 2 m to the right is 400, 1.5 m below the eye is 300.
    assertThat(view.pixel(new Vec(2, 4, 0))).isEqualTo(new Point2D.Double(900, 500));
    // At 8 m both halve.
    assertThat(view.pixel(new Vec(2, 8, 0))).isEqualTo(new Point2D.Double(700, 350));
    // What is as high as the eye lies on the horizon.
    assertThat(view.pixelY(new Vec(-3, 30, 1.5))).isEqualTo(200);
  }

  @Test
  void shouldSeeFrontsOnly() {
    // Given a wall to the right of the camera
    Vec wall = new Vec(3, 10, 1);

    // When / Then
    assertThat(view.faces(wall, new Vec(-1, 0, 0))).isTrue();
    assertThat(view.faces(wall, new Vec(1, 0, 0))).isFalse();
    assertThat(view.faces(wall, new Vec(0, -1, 0))).isTrue();
    // The ground is seen from above, a roof above the eye is not.
    assertThat(view.faces(new Vec(0, 10, 0), new Vec(0, 0, 1))).isTrue();
    assertThat(view.faces(new Vec(0, 10, 3), new Vec(0, 0, 1))).isFalse();
  }

  @Test
  void shouldCutOffWhatReachesBehindTheCamera() {
    // Given a strip of road from 10 m ahead to 10 m behind
    List<Vec> strip =
        List.of(new Vec(-1, -10, 0), new Vec(1, -10, 0), new Vec(1, 10, 0), new Vec(-1, 10, 0));

    // When
    List<Vec> kept = Projection.beforeCamera(strip);

    // Then
    assertThat(kept)
        .containsExactlyInAnyOrder(
            new Vec(1, 10, 0),
            new Vec(-1, 10, 0),
            new Vec(1, Projection.NEAR, 0),
            new Vec(-1, Projection.NEAR, 0));
    Rectangle2D seen = view.shape(strip).getBounds2D();
    assertThat(seen.getMinY()).isEqualTo(320);
  }

  @Test
  void shouldShowNothingOfWhatIsBehindTheCamera() {
    assertThat(
            view.shape(List.of(new Vec(0, -1, 0), new Vec(1, -1, 0), new Vec(1, -2, 0)))
                .getBounds2D())
        .isEqualTo(new Rectangle2D.Double());
  }
}
