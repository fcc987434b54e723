// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;

namespace fulcrum::dialogs {

/// A text to read and to copy.
class TextDialog : public QDialog
{
    Q_OBJECT

public:
    TextDialog(const QString& title, const QString& text, QWidget* parent = nullptr);
    void setHint(const QString& hint); ///< above the text

private:
    QLabel* m_hint;
};

} // namespace fulcrum::dialogs
