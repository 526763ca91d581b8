package io.shiplog.standalone.cell;

import io.shiplog.standalone.broker.Ports;

/** What must be right before a cluster starts, each with the next step when it is not. */
public final class Preflight {

    private static final int MIN_JAVA = 17;

    private Preflight() {}

    /** Throws UserError for the first thing that is wrong. */
    public static void check(CellConfig config) {
        if (Runtime.version().feature() < MIN_JAVA) {
            throw new UserError(
                    "This is Java " + Runtime.version().feature() + "; Shiplog needs " + MIN_JAVA + " or newer.",
                    "Install a newer Java, or point JAVA_HOME at one.");
        }
        if (!Ports.isFree(config.apiPort())) {
            throw new UserError(
                    "Port " + config.apiPort() + " is taken" + PortOwner.of(config.apiPort()) + ".",
                    "Stop that process, or choose another port with --port.");
        }
    }

    /** Who listens on a port, for example " (process 4711: nginx)"; empty where the system does not tell. */
    public static String portOwner(int port) {
        return PortOwner.of(port);
    }
}
