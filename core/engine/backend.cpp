// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/backend.h"

extern "C" fulcrum::model::Backend* fulcrumCreateBackend();
extern "C" fulcrum::model::Backend* fulcrumCreateBackend() { return nullptr; }
