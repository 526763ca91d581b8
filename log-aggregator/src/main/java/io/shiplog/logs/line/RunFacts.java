package io.shiplog.logs.line;

import java.util.Map;

/** What is known of a run beside its lines. */
public record RunFacts(RunKey key, String namespace, String pod, String node, Map<String, String> labels) {}
