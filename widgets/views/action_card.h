// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace fulcrum::views {

/// A large button with icon, title and a sentence: the choices of the welcome page.
class ActionCard : public QAbstractButton
{
    Q_OBJECT

public:
    ActionCard(QString icon, const QString& title, QString text, QWidget* parent = nullptr);
    void setProminent(bool prominent); ///< drawn in the accent colour
    QSize sizeHint() const override { return {320, 88}; }

private:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override; ///< Enter, too: it stands alone on its page

    QString m_icon, m_description;
    bool m_prominent = false;
};

} // namespace fulcrum::views
