package io.serai.enrich;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Jackson with buffers that threads share: a thousand workers need not keep some of their own. */
final class Json {

  static final JsonFactory FACTORY =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool()).build();

  static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);

  private Json() {}
}
