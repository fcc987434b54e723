// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;

namespace fulcrum::bridge {
class ThumbnailProvider;
}

namespace fulcrum::views {

class PictureView;

/// A small card beside a place of a page: the picture of a sample with its text. Lets the mouse through.
class HoverCard : public QFrame
{
    Q_OBJECT

public:
    HoverCard(bridge::ThumbnailProvider* thumbnails, QWidget* page);
    /// `place`: of the page; the card stands where there is room.
    void showAt(const QPoint& place, const QString& imagePath, const QString& title, const QString& text);
    QString text() const;

private:
    PictureView* m_picture;
    QLabel *m_title, *m_text;
};

} // namespace fulcrum::views
