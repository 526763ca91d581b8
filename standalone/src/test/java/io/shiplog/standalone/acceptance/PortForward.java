package io.shiplog.standalone.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;

/** A `kubectl port-forward` that runs until it is closed. */
final class PortForward implements AutoCloseable {

    private static final Pattern FORWARDING = Pattern.compile("Forwarding from 127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final int port;

    private PortForward(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Forwards a free port of this machine; returns when kubectl says that it does. */
    static PortForward to(Kubectl kubectl, Path dir, String target, int port) throws IOException {
        Path out = Files.createTempFile(dir, "port-forward", ".out");
        Process process = kubectl.start(out, "port-forward", target, ":" + port);
        Kubectl.eventually(
                Duration.ofSeconds(30),
                () -> FORWARDING.matcher(read(out)).find() || !process.isAlive(),
                () -> read(out));
        Matcher matcher = FORWARDING.matcher(read(out));
        if (!matcher.find()) {
            Assertions.fail("kubectl port-forward ended: " + read(out));
        }
        return new PortForward(process, Integer.parseInt(matcher.group(1)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
