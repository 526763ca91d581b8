package io.shiplog.standalone.acceptance;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** Pods as containers of a real engine. */
class PodsOnDockerRealIT extends RealPods {

    private ServingImages images = ServingImages.none();

    @Override
    ClusterProcess start() throws IOException, InterruptedException {
        DockerImages.required();
        images = ServingImages.make(dir.resolve("images"), List.of(IMAGE));
        return ClusterProcess.up(dir.resolve("cluster"), "--runtime", "docker", "--nodes", "1");
    }

    @Override
    String runtime() {
        return "docker";
    }

    @AfterAll
    void forgetImages() throws IOException, InterruptedException {
        images.close();
    }
}
