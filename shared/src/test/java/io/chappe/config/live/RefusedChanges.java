package io.chappe.config.live;

/** Changes that make no sense where the clusters us, eu and ap and the flow us->eu are running. */
public final class RefusedChanges {
  /** A record's key, its value, the key and value that the refusal names, a part of its remedy. */
  public static final String TABLE =
      """
      us->eu | {"topics": "orders(["} | us->eu.topics=orders([ | must be
      us->eu | {"enabled": "maybe"} | us->eu.enabled=maybe | true or false
      us->eu | {"paused": 1} | us->eu.paused=1 | true or false
      us->eu | {"rate.limit.bytes.per.second": "-5"} | us->eu.rate.limit.bytes.per.second=-5 | must be
      us->eu | {"rate.limit.bytes.per.second": "10 MB"} | us->eu.rate.limit.bytes.per.second=10 MB | must be
      us->eu | {"emit.checkpoints.interval.seconds": "soon"} | us->eu.emit.checkpoints.interval.seconds=soon | must be
      us->eu | {"replication.factor": "two"} | us->eu.replication.factor=two | must be
      us->eu | {"topics": {"include": "a"}} | topics={"include":"a"} | a string, a number
      us->eu | {"topics": [["a"]]} | topics=[["a"]] | a string, a number
      us->eu | {"topics.rename": "a -> x; b -> x", "topics": "a,b"} | us->eu.topics.rename: a and b | x
      us->eu | {"topics.rename": "nothing"} | us->eu.topics.rename=nothing | must be
      us->eu | {"topcis": "a"} | us->eu.topcis | did you mean us->eu.topics?
      us->eu | {"topics": "a", "topics": "b"} | override us->eu | each property once
      us->eu | {"topics": | override us->eu | must be a JSON object
      us->eu | ["topics"] | override us->eu | must be a JSON object
      us->xx | {"enabled": true} | override us->xx | clusters=us, eu, ap
      xx | {"consumer.client.rack": "a"} | override xx | only the file adds a cluster
      us | {"topics": "a"} | us.topics | us->eu.topics for one flow
      us | {"consumer.fetch.max.bytes": "many"} | us.consumer.fetch.max.bytes=many | us.consumer.fetch.max.bytes
      us | {"bootstrap.servers": "nowhere"} | us.bootstrap.servers can't be changed here | change it in the file
      us | {"security.protocol": "SECRET"} | us.security.protocol can't be changed here | change it in the file
      us->eu | {"source.consumer.interceptor.classes": "x"} | us->eu.source.consumer.interceptor.classes can't be changed here | change it in the file
      * | {"clusters": "us, eu, ap, sa"} | clusters can't be changed here | change it in the file
      * | {"home": "eu"} | home can't be changed here | change it in the file and restart
      * | {"config.providers": "x"} | config.providers can't be changed here | change it in the file and restart
      * | {"eu->us.enabled": true, "replication.policy.class": "org.example.Own"} | replication.policy.class can't be changed here | change it in the file
      * | {"eu->us.enabled": true, "us->eu.replication.policy.separator": "-"} | circle | disable one of these flows
      us->eu | {"topics": "${file:/etc/x:y}"} | us->eu.topics=${file:/etc/x:y} | must be a list
      us->eu | {"transforms": "t", "transforms.t.type": "org.example.Own"} | us->eu.transforms.t.type=org.example.Own | must be
      us->eu | {"on.source.data.loss": "panic"} | us->eu.on.source.data.loss=panic | continue or halt
      * | {"api.access": "read-write"} | api.access can't be changed here | change it in the file
      """;

  private RefusedChanges() {}
}
