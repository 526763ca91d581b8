package io.shiplog.standalone.cli;

import io.shiplog.executor.metrics.MetricsConfig;
import io.shiplog.standalone.cell.UserError;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How an executor takes samples. */
final class MetricsOptions {

    @Option(
            names = "--metrics-interval",
            paramLabel = "SECONDS",
            description = "between two samples of every container and node, 1 to 10: `kubectl top` follows that closely"
                    + " (default: ${DEFAULT-VALUE})")
    private int seconds = (int) MetricsConfig.standard().interval().toSeconds();

    /** Throws UserError for an interval that cannot be. */
    MetricsConfig config() {
        try {
            return MetricsConfig.every(Duration.ofSeconds(seconds));
        } catch (IllegalArgumentException e) {
            throw new UserError("--metrics-interval " + seconds + ": " + e.getMessage() + ".", "Give 1 to 10 seconds.");
        }
    }
}
