package io.shiplog.standalone.brokertests;

import io.shiplog.standalone.images.DockerCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * The image of the broker: the public one where it is there or can be pulled, else a stand-in of the same name. It is
 * decided here, in a bounded time, since Testcontainers itself would try to pull for minutes.
 */
final class KafkaImage {

    static final String NAME = "apache/kafka:4.3.1";

    private static final URI PUBLIC_REGISTRY = URI.create("https://registry-1.docker.io/v2/");
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration REGISTRY_ANSWERS = Duration.ofSeconds(2);
    private static final Duration PULL = Duration.ofSeconds(90);

    private KafkaImage() {}

    /** Returns when the engine has the image; skips the test, or fails it where CI=true, when it cannot have it. */
    static synchronized void require() throws IOException, InterruptedException {
        DockerCommand.requireEngine();
        DockerCommand.require(
                "true".equals(System.getenv("TESTCONTAINERS_RYUK_DISABLED")),
                "TESTCONTAINERS_RYUK_DISABLED=true is not set, so Testcontainers would pull an image of its own:"
                        + " run the test by Maven, which sets it");
        if (present() || (registryAnswers() && pulled())) {
            return;
        }
        String missing = StandInImage.missing();
        DockerCommand.require(
                missing.isEmpty(), NAME + " can neither be pulled nor stood in for on this machine: " + missing);
        StandInImage.build(NAME);
    }

    private static boolean present() throws InterruptedException {
        return DockerCommand.run(LOOK, "image", "inspect", "--format", "{{.Id}}", NAME)
                        .code()
                == 0;
    }

    private static boolean pulled() throws InterruptedException {
        return DockerCommand.run(PULL, "pull", "--quiet", NAME).code() == 0;
    }

    /** Any answer will do, also that one has to log in. */
    private static boolean registryAnswers() throws InterruptedException {
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(REGISTRY_ANSWERS).build();
        HttpRequest ask = HttpRequest.newBuilder(PUBLIC_REGISTRY)
                .timeout(REGISTRY_ANSWERS)
                .build();
        try {
            return http.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode() > 0;
        } catch (IOException e) {
            return false;
        }
    }
}
