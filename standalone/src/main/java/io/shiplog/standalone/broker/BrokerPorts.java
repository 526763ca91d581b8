package io.shiplog.standalone.broker;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The two ports of an embedded broker: picked free at the first start and kept in a file, so that a client's
 * bootstrap.servers stays true. A port that somebody else has taken meanwhile is replaced by a free one.
 *
 * @param client where clients connect
 * @param controller where the broker's KRaft controller listens, for itself alone
 */
record BrokerPorts(int client, int controller) {

    static BrokerPorts keptIn(Path file, int wantedClient) throws IOException {
        Properties kept = new Properties();
        if (Files.exists(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                kept.load(in);
            }
        }
        int client = Ports.freeOr(wantedClient > 0 ? wantedClient : number(kept, "client"));
        int controller = Ports.freeOr(number(kept, "controller"));
        while (controller == client) {
            controller = Ports.free();
        }
        BrokerPorts ports = new BrokerPorts(client, controller);
        kept.setProperty("client", String.valueOf(client));
        kept.setProperty("controller", String.valueOf(controller));
        try (Writer out = Files.newBufferedWriter(file)) {
            kept.store(out, "Ports of the embedded Kafka broker");
        }
        return ports;
    }

    private static int number(Properties kept, String name) {
        String text = kept.getProperty(name, "0");
        return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    }
}
