package io.shiplog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.executor.metrics.MetricsConfig;
import io.shiplog.logs.topology.LogsConfig;
import io.shiplog.standalone.cell.UserError;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

final class LimitOptionsTest {

    private static final long GIB = 1L << 30;

    /** Both groups of options, as `up` has them. */
    @Command
    private static final class Both {
        @Mixin
        @SuppressWarnings("NullAway.Init")
        private MetricsOptions metrics;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private LogStoreOptions logs;
    }

    private static Both parsed(String... args) {
        Both both = new Both();
        new CommandLine(both).parseArgs(args);
        return both;
    }

    @Test
    void withoutOptionsEverythingIsAsTheRolesHaveIt() {
        Both both = parsed();
        assertThat(both.metrics.config()).isEqualTo(MetricsConfig.standard());
        assertThat(both.logs.config()).isEqualTo(LogsConfig.standard());
    }

    @Test
    void takesQuantitiesAgesAndSeconds() {
        Both both = parsed("--metrics-interval=2", "--log-store-size=1Gi", "--log-store-age", "36h");
        assertThat(both.metrics.config().interval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(both.metrics.config().scrapeTimeout()).isLessThan(Duration.ofSeconds(2));
        assertThat(both.logs.config().storeBytes()).isEqualTo(GIB);
        assertThat(both.logs.config().storeHours()).isEqualTo(36);
        assertThat(parsed("--log-store-age=2D").logs.config().storeHours()).isEqualTo(48);
        assertThat(parsed("--log-store-size=500M").logs.config().storeBytes()).isEqualTo(500_000_000);
    }

    @Test
    void whatIsNoQuantityOrAgeIsToldInWords() {
        assertThatThrownBy(() -> parsed("--log-store-size=much"))
                .isInstanceOf(ParameterException.class)
                .hasMessage(
                        "Invalid value for option '--log-store-size': 'much' is not a quantity such as 2Gi or 500Mi");
        assertThatThrownBy(() -> parsed("--log-store-age=week"))
                .isInstanceOf(ParameterException.class)
                .hasMessage("Invalid value for option '--log-store-age': 'week' is not an age such as 7d or 36h");
    }

    @Test
    void limitsThatCannotBeHeldAreRefused() {
        for (String seconds : new String[] {"0", "-1", "11"}) {
            Both both = parsed("--metrics-interval=" + seconds);
            assertThatThrownBy(both.metrics::config).isInstanceOf(UserError.class);
        }
        Both small = parsed("--log-store-size=1Mi");
        assertThatThrownBy(small.logs::config).isInstanceOf(UserError.class);
        Both brief = parsed("--log-store-age=0h");
        assertThatThrownBy(brief.logs::config).isInstanceOf(UserError.class);
    }

    @Test
    void helpNamesTheDefaults() {
        for (Object command : new Object[] {new UpCommand(), new RoleCommands.Node()}) {
            assertThat(new CommandLine(command).getUsageMessage().replaceAll("\\s+", " "))
                    .contains("--metrics-interval=SECONDS", "follows that closely (default: 5)");
        }
        for (Object command : new Object[] {new UpCommand(), new RoleCommands.Logs()}) {
            assertThat(new CommandLine(command).getUsageMessage().replaceAll("\\s+", " "))
                    .contains("--log-store-size=QUANTITY", "(default: 2Gi)", "--log-store-age=AGE", "(default: 7d)");
        }
    }
}
