package io.shiplog.api.proto;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSON with few quotes for tests: {@code {kind: Pod, replicas: 0, ip: '1'}}; bare words are texts. */
final class Relaxed {

    private static final Pattern WORD = Pattern.compile("'([^']*)'|[A-Za-z0-9_/.=%-]+");
    private static final Pattern LITERAL = Pattern.compile("-?\\d+|true|false|null");

    private Relaxed() {}

    static ObjectNode json(String relaxed) {
        Matcher matcher = WORD.matcher(relaxed);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            String quoted = matcher.group(1);
            String word = quoted == null ? matcher.group() : quoted;
            boolean literal = quoted == null && LITERAL.matcher(word).matches();
            matcher.appendReplacement(out, Matcher.quoteReplacement(literal ? word : "\"" + word + "\""));
        }
        return Json.parse(matcher.appendTail(out).toString());
    }
}
