// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace fulcrum::views {

/// A page of the window: what the shell needs to know about every one of them.
class Page : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// Something is being read or computed for what is shown: a screenshot waits for it.
    virtual bool isBusy() const { return false; }

    /// Why Ctrl+E can do nothing here, and what would help; empty = exportView() works.
    virtual QString whyNoExport() const;
    /// Asks how and where to write what this page shows. Called only when whyNoExport() is empty.
    virtual void exportView() {}

Q_SIGNALS:
    void viewChanged();   ///< something that the session remembers
    void exportChanged(); ///< whyNoExport() may answer differently now
};

} // namespace fulcrum::views
