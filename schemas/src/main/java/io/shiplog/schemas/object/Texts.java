package io.shiplog.schemas.object;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Shares equal texts that very many objects hold: namespaces, names of nodes, uids of owners. */
final class Texts {

    /** Distinct texts remembered; past it the memory starts anew, which costs sharing and nothing else. */
    private static final int SHARED_MAX = 100_000;

    private static final Map<String, String> SHARED = new ConcurrentHashMap<>();

    private Texts() {}

    /** An equal text that others may hold as well. */
    static String shared(String text) {
        if (text.isEmpty()) {
            return "";
        }
        if (SHARED.size() > SHARED_MAX) {
            SHARED.clear();
        }
        String known = SHARED.putIfAbsent(text, text);
        return known == null ? text : known;
    }
}
