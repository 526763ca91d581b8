package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.command.BuildImageResultCallback;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** An engine and a small image made on the spot; without them tests are skipped, or fail where CI=true. */
final class EngineCondition {

    static final String HOST = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
    static final String IMAGE = "shiplog-test/busybox:1";

    private static final Path BUSYBOX = Path.of("/bin/busybox");

    private EngineCondition() {}

    static void require() throws IOException {
        try {
            image(HOST);
        } catch (RuntimeException e) {
            require(false, "no Docker engine answers at " + HOST + ": " + e.getMessage());
        }
    }

    /** Makes the image on an engine where it is missing. */
    static void image(String dockerHost) throws IOException {
        try (Engine engine = new Engine(dockerHost)) {
            engine.ping();
            if (engine.image(IMAGE) == null) {
                require(Files.isExecutable(BUSYBOX), BUSYBOX + " is not there to make an image of");
                engine.client()
                        .buildImageCmd(new ByteArrayInputStream(tar()))
                        .withTags(Set.of(IMAGE))
                        .exec(new BuildImageResultCallback())
                        .awaitImageId();
            }
        }
    }

    private static void require(boolean holds, String reason) {
        if (!holds && "true".equals(System.getenv("CI"))) {
            Assertions.fail(reason);
        }
        Assumptions.assumeTrue(holds, reason);
    }

    private static byte[] tar() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] dockerfile = "FROM scratch\nCOPY bin /bin\n".getBytes(StandardCharsets.UTF_8);
        entry(out, "Dockerfile", '0', "", dockerfile);
        entry(out, "bin/busybox", '0', "", Files.readAllBytes(BUSYBOX));
        for (String applet : List.of("sh", "sleep", "echo", "cat", "true", "false", "env")) {
            entry(out, "bin/" + applet, '2', "busybox", new byte[0]);
        }
        out.write(new byte[1024]);
        return out.toByteArray();
    }

    private static void entry(ByteArrayOutputStream out, String name, char type, String link, byte[] content)
            throws IOException {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000755");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format("%011o", content.length));
        put(header, 136, "00000000000");
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 157, link);
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o", sum) + "\0 ");
        out.write(header);
        out.write(content);
        out.write(new byte[(512 - content.length % 512) % 512]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, header, at, ascii.length);
    }
}
