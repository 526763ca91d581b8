package io.shiplog.standalone.cli;

import io.shiplog.standalone.broker.BrokerConfig;
import io.shiplog.standalone.broker.Ports;
import io.shiplog.standalone.cell.Cell;
import io.shiplog.standalone.cell.CellConfig;
import io.shiplog.standalone.cell.DataDir;
import io.shiplog.standalone.cell.Progress;
import io.shiplog.standalone.cell.RuntimeChoice;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/**
 * Starts and stops a throw-away cluster, so that Java can archive the classes that a start needs: the launcher runs it
 * once after a build with -XX:ArchiveClassesAtExit.
 */
@Command(name = "warm", hidden = true)
final class WarmCommand implements Callable<Integer> {

    private static final long READY_SECONDS = 60;
    private static final long LOOK_MILLIS = 50;

    @Override
    public Integer call() throws Exception {
        DataDir dir = new DataDir(Files.createTempDirectory("shiplog-warm"));
        dir.prepare();
        Logging.toFile(dir);
        CellConfig config = new CellConfig(
                dir, RuntimeChoice.of("simulated", Map.of()), 1, "", "", Ports.free(), 0, BrokerConfig.local());
        try (Cell cell = new Cell(config, Progress.silent())) {
            cell.start();
            long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
            while (!cell.waiting().isEmpty() && System.nanoTime() < giveUp) {
                Thread.sleep(LOOK_MILLIS);
            }
        } finally {
            Logging.end();
            dir.wipe();
        }
        return 0;
    }
}
