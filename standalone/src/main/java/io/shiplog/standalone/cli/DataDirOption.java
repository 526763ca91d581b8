package io.shiplog.standalone.cli;

import io.shiplog.standalone.cell.ClusterFile;
import io.shiplog.standalone.cell.DataDir;
import io.shiplog.standalone.cell.UserError;
import picocli.CommandLine.Option;

/** The option --data-dir, and the running cluster that it leads to. */
final class DataDirOption {

    static final String NAME = "--data-dir";

    private static final String DEFAULT = "~/.shiplog";

    @Option(
            names = NAME,
            paramLabel = "DIR",
            description = "where everything of the cluster lies (default: ${DEFAULT-VALUE})",
            defaultValue = "${env:SHIPLOG_DATA:-" + DEFAULT + "}")
    @SuppressWarnings("NullAway.Init")
    private String path;

    DataDir dir() {
        return DataDir.of(path);
    }

    /** " --data-dir X" for the next command to type; empty for the default. */
    String suffix() {
        return dir().equals(DataDir.of(DEFAULT)) ? "" : " " + NAME + " " + path;
    }

    ClusterFile running() {
        return ClusterFile.running(dir())
                .orElseThrow(() -> new UserError(
                        "No cluster is running on " + dir().root() + ".", "Start one: ./shiplog up" + suffix()));
    }
}
