package io.shiplog.standalone.acceptance;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/**
 * Sections A and B with real containers. The images of the documents cannot be pulled everywhere, so images of their
 * names are made on the spot; nginx:1.91 is not, and its pull really fails.
 */
class TranscriptsOnDockerRealIT extends Transcripts {

    private static final List<String> IMAGES =
            List.of("nginx:1.7.9", "nginx:1.7.9-alpine", "nginx:1.9.1", "nginx:1.9.2", "nginx:1.9.3", "nginx:1.10");

    private ServingImages images = ServingImages.none();

    @Override
    ClusterProcess start() throws IOException, InterruptedException {
        DockerImages.required();
        images = ServingImages.make(dir.resolve("images"), IMAGES);
        return ClusterProcess.up(dir.resolve("cluster"), "--runtime", "docker", "--nodes", "3");
    }

    @AfterAll
    void forgetImages() throws IOException, InterruptedException {
        images.close();
    }
}
