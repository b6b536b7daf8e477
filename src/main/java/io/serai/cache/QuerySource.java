package io.serai.cache;

import java.util.List;
import java.util.Map;

/** Answers queries. */
interface QuerySource {

  /**
   * All rows, each with its columns in order.
   *
   * @throws ClickHouseFault when there are none to be had
   */
  List<Map<String, Object>> rows(ClickHouseQuery query) throws ClickHouseFault;
}
