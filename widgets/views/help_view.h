// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;
class QListWidget;
class QTextBrowser;

namespace fulcrum::views {

/// The user guide: its headings, its text, and a search in it. Read from the program's resources, or from a file beside the
/// program where those have none.
class HelpView : public QWidget
{
    Q_OBJECT

public:
    explicit HelpView(QWidget* parent = nullptr);

    /// Shows Markdown; the pictures of the guide are not part of the program and are left out.
    void setGuide(const QString& markdown);
    /// Goes to the first heading that contains the text; to the beginning where there is none.
    void showSection(const QString& heading);
    QStringList headings() const;

private:
    void find(bool again);

    QListWidget* m_headings;
    QLineEdit* m_search;
    QTextBrowser* m_text;
};

/// The guide's Markdown; empty when it is not there.
QString userGuide();

} // namespace fulcrum::views
