package io.shiplog.benchmarks.real;

import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.Patience;
import io.shiplog.benchmarks.client.Latencies;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A pod that writes what it is given, and {@code kubectl logs -f} of it: from handing a line over to reading it. */
final class FollowedPod implements AutoCloseable {

    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final BenchPods pods;
    private final String name;
    private final OutputStream in;
    private final Process follower;
    private final AtomicInteger seen = new AtomicInteger();
    private volatile Latencies latencies = new Latencies();

    /** Starts the pod and follows it. */
    FollowedPod(BenchPods pods, String name) throws IOException {
        this.pods = pods;
        this.name = name;
        pods.start(name, "exec /bin/busybox cat " + pods.pipe(name));
        in = pods.open(name);
        follower = new ProcessBuilder(pods.command("logs", "-f", name))
                .redirectErrorStream(true)
                .start();
        Thread reader = new Thread(this::read, "bench-follow");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = follower.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                latencies.add(System.nanoTime() - Long.parseLong(line));
                seen.incrementAndGet();
            }
        } catch (IOException | NumberFormatException e) {
            System.err.println("the follower broke off: " + e.getMessage());
        }
    }

    /** So many lines, 50 ms apart, so that none waits for another; returns when all have been read. */
    Latencies measure(int count) {
        Latencies mine = new Latencies();
        latencies = mine;
        seen.set(0);
        try {
            for (int i = 0; i < count; i++) {
                Patience.pause(BETWEEN_NANOS);
                in.write((System.nanoTime() + "\n").getBytes(StandardCharsets.US_ASCII));
                in.flush();
            }
        } catch (IOException e) {
            throw new BenchException("the pipe of " + name + " broke: " + e.getMessage(), e);
        }
        pods.await("the last of " + count + " lines", () -> seen.get() == count);
        return mine;
    }

    @Override
    public void close() throws IOException {
        in.close();
        follower.destroy();
    }
}
