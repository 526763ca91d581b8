package io.shiplog.scheduler.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.scheduler.snapshot.ImageNames;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.testing.VectorCase;
import java.util.Map;

/** Kinds of vectors about images and volumes. */
final class ImageVectorKinds {

    static final Map<String, VectorCase> ALL = Map.of(
            "imagelocality-score", c -> VectorKinds.scores(c, s -> new ImageLocality()),
            "image-name-normalize",
                    c -> assertThat(ImageNames.normalized(Json.textAt(c, "image")))
                            .isEqualTo(Json.textAt(c, "expect")),
            "volume-conflict-filter", c -> VectorKinds.filter(c, s -> new VolumeRestrictions()));

    private ImageVectorKinds() {}
}
