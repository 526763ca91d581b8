package io.shiplog.standalone.acceptance;

import static io.shiplog.standalone.acceptance.DockerImages.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/**
 * Images that behave as a well-behaved server does: they run until SIGTERM and then end at once. Made of busybox under
 * given names; names that the engine had before are left alone.
 */
final class ServingImages implements AutoCloseable {

    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final List<String> APPLETS = List.of(
            "sh",
            "sleep",
            "cat",
            "echo",
            "tar",
            "ls",
            "env",
            "httpd",
            "nc",
            "wget",
            "head",
            "seq",
            "dd",
            "id",
            "mkdir",
            "true",
            "false",
            "hostname",
            "date",
            "rm",
            "wc",
            "md5sum",
            "test",
            "kill",
            "ps",
            "touch");

    private final String engine;
    private final List<String> made = new ArrayList<>();

    private ServingImages(String engine) {
        this.engine = engine;
    }

    static ServingImages none() {
        return new ServingImages("");
    }

    /** Makes what is not there yet. */
    static ServingImages make(Path dir, List<String> names) throws IOException, InterruptedException {
        return on("", dir, names);
    }

    /** The same on an engine of this DOCKER_HOST; empty for the machine's own. */
    static ServingImages on(String engine, Path dir, List<String> names) throws IOException, InterruptedException {
        Files.createDirectories(dir.resolve("bin"));
        Files.createDirectories(dir.resolve("tmp"));
        Files.copy(BUSYBOX, dir.resolve("bin/busybox"));
        for (String applet : APPLETS) {
            Files.createSymbolicLink(dir.resolve("bin").resolve(applet), Path.of("busybox"));
        }
        Files.writeString(dir.resolve("serve"), """
                #!/bin/sh
                trap "exit 0" TERM
                echo serving
                while :; do sleep 1 & wait; done
                """);
        Files.writeString(dir.resolve("Dockerfile"), """
                FROM scratch
                COPY bin /bin
                COPY serve /serve
                COPY tmp /tmp
                ENV PATH=/bin
                CMD ["/bin/sh", "/serve"]
                """);
        ServingImages images = new ServingImages(engine);
        for (String name : names) {
            if (images.engine("image", "inspect", name).code() != 0) {
                Kubectl.Result built = images.engine("build", "-q", "-t", name, dir.toString());
                Assertions.assertEquals(0, built.code(), built.all());
                images.made.add(name);
            }
        }
        return images;
    }

    private Kubectl.Result engine(String... args) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(engine.isEmpty() ? List.of() : List.of("-H", engine));
        all.addAll(List.of(args));
        return docker(all.toArray(String[]::new));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (String name : made) {
            engine("rmi", "-f", name);
        }
    }
}
