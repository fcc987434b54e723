# SPDX-License-Identifier: GPL-3.0-or-later
# What the engine knows of configurations: no torch in it, so that tests and fuzz targets need none.
add_library(fulcrum-engine-config OBJECT
  engine/activation.cpp engine/activation.h
  engine/clip_config.cpp engine/clip_config.h
  engine/config_reader.cpp engine/config_reader.h
  engine/decoder_shape.cpp engine/decoder_shape.h
  engine/idefics2_config.cpp engine/idefics2_config.h
  engine/idefics_config.cpp engine/idefics_config.h
  engine/open_flamingo_config.cpp engine/open_flamingo_config.h
  engine/qwen2_config.cpp engine/qwen2_config.h
)
target_link_libraries(fulcrum-engine-config PRIVATE fulcrum_options fulcrum-core)
target_precompile_headers(fulcrum-engine-config PRIVATE ${FULCRUM_COMMON_HEADERS})
