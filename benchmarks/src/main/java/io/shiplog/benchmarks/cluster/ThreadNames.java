package io.shiplog.benchmarks.cluster;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names that Java gives its threads, by the number that the kernel knows them by: the kernel keeps 15 characters. */
public final class ThreadNames {

    /** A thread of {@code jcmd Thread.print}; nid is in hexadecimal digits up to Java 20 and in decimal ones since. */
    private static final Pattern THREAD = Pattern.compile("(?m)^\"(.*)\" .*\\bnid=(0x[0-9a-f]+|\\d+) ");

    private static final Pattern UUID = Pattern.compile("-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}");

    private ThreadNames() {}

    /** Names in a thread dump by the kernel's number; empty when the text is none. */
    static Map<Long, String> parse(String dump) {
        Map<Long, String> out = new TreeMap<>();
        Matcher thread = THREAD.matcher(dump);
        while (thread.find()) {
            out.put(Long.decode(thread.group(2)), thread.group(1));
        }
        return out;
    }

    /** The name of all threads of its kind: without what numbers them. */
    static String ofKind(String name) {
        return UUID.matcher(name).replaceAll("").replaceAll("[-#:. ]*\\d+", "");
    }
}
