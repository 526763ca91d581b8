package io.shiplog.standalone.cli;

import io.shiplog.standalone.cell.DataDir;
import org.apache.logging.log4j.LogManager;

/** Where log lines go: nowhere for short commands, to a file of the data directory for what runs long. */
final class Logging {

    private Logging() {}

    static void off() {
        System.setProperty("log4j2.configurationFile", "log4j2-quiet.xml");
        System.setProperty("log4j2.disable.jmx", "true");
    }

    static void toFile(DataDir dir) {
        System.setProperty("shiplog.log.file", dir.log().toString());
        System.setProperty("log4j2.configurationFile", "log4j2.xml");
    }

    /** Writes out what is left; log4j's own hook would run while roles still stop and log. */
    static void end() {
        LogManager.shutdown();
    }
}
