package io.shiplog.standalone.cell;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.shiplog.standalone.broker.BrokerConfig;
import io.shiplog.standalone.broker.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellStartBrokerIT {

    /** Half of what an executor waits at most for the others. */
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path dir;

    private Cell cell(int port) throws IOException {
        DataDir data = new DataDir(dir);
        data.prepare();
        return new Cell(
                new CellConfig(data, RuntimeChoice.of("simulated", Map.of()), 1, "", "", port, 0, BrokerConfig.local()),
                Progress.silent());
    }

    @Test
    void aRoleThatCannotStartIsToldAtOnceThoughTheExecutorWaitsForIt() throws Exception {
        int port = Ports.free();
        try (Cell first = cell(port)) {
            first.start();
        }
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
                Cell second = cell(port)) {
            assertTimeoutPreemptively(
                    SOON, () -> assertThatThrownBy(second::start).isInstanceOf(UserError.class));
        }
    }
}
