package io.shiplog.executor.runtime.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** TCP ports of this machine where nobody else can listen any more. */
final class ListeningPorts {

    private static final String LISTEN = "0A";
    /** How an IPv4 address is written as one of IPv6, before its own eight digits. */
    private static final String MAPPED = "0000000000000000FFFF0000";

    private ListeningPorts() {}

    /**
     * The ports of this moment at which somebody listens at every address, or at this one.
     *
     * @param address of IPv4, or empty
     * @return port to true where it is taken at every address
     */
    static Map<Integer, Boolean> at(String address) {
        Map<Integer, Boolean> out = new TreeMap<>();
        String digits = digits(address);
        read("/proc/net/tcp", digits, out);
        read("/proc/net/tcp6", MAPPED + digits, out);
        return out;
    }

    private static void read(String file, String digits, Map<Integer, Boolean> out) {
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            return; // no IPv6 here
        }
        for (String line : lines) {
            String[] fields = line.strip().split("\\s+");
            if (fields.length > 3 && fields[3].equals(LISTEN)) {
                String[] local = fields[1].split(":");
                boolean every = local[0].chars().allMatch(c -> c == '0');
                if (every || local[0].equals(digits)) {
                    out.merge(Integer.parseInt(local[1], 16), every, (a, b) -> a || b);
                }
            }
        }
    }

    /** 127.0.0.1 is 0100007F to the kernel of a machine that keeps the lowest byte first. */
    private static String digits(String address) {
        if (address.isEmpty()) {
            return "";
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            StringBuilder out = new StringBuilder();
            for (int i = bytes.length - 1; i >= 0; i--) {
                out.append(String.format(Locale.ROOT, "%02X", bytes[i]));
            }
            return out.toString();
        } catch (UnknownHostException e) {
            return "";
        }
    }
}
